import { describe, expect, it } from 'vitest'
import { createBatchWriter } from '../src/index.ts'
import type { Overflow } from '../src/index.ts'
import { failure, fakeClient } from './fake-client.ts'
import { line, lines } from './lines.ts'

async function* broken(): AsyncGenerator<string> {
  yield line(2)
  throw new Error('no more')
}

const isBad = (text: string): boolean => text.startsWith('bad')
const refuseBad = ({ lines }: { lines: readonly string[] }): void => {
  if (lines.some(isBad)) throw failure({ status: 400, retryable: false, message: 'invalid' })
}

describe('receipts', () => {
  it('report exactly their own lines', async () => {
    const client = fakeClient(refuseBad)
    const writer = createBatchWriter(client, { bucket: 'b', batchSize: 4 })
    void writer.write(line(0))
    const good = writer.submit(lines(3, 1))
    const mixed = writer.submit(['bad v=1 1', line(9), 'bad v=2 2'])
    const none = writer.submit([])
    expect(good.lines).toBe(3)
    await writer.close()
    expect(await good.outcome).toEqual({ written: 3, failed: 0, refused: 0, unsent: 0, rejected: [] })
    expect(await mixed.outcome).toMatchObject({
      written: 1,
      failed: 2,
      refused: 2,
      rejected: [{ line: 'bad v=1 1' }, { line: 'bad v=2 2' }],
    })
    expect(await none.outcome).toEqual({ written: 0, failed: 0, refused: 0, unsent: 0, rejected: [] })
  })

  it.each<[string, unknown]>([
    [
      'an iterable',
      (async function* (): AsyncGenerator<string> {
        yield line(1)
        throw undefined
      })(),
    ],
    [
      'an observable',
      {
        subscribe: (observer: { next: (piece: string) => void; error: (error: unknown) => void }) => {
          observer.next(line(1))
          observer.error(undefined)
          return { unsubscribe: () => {} }
        },
      },
    ],
    [
      'an array',
      [
        line(1),
        {
          toLineProtocol: () => {
            throw undefined
          },
        },
      ],
    ],
  ])('tell that %s failed, also without a reason', async (_, input) => {
    const writer = createBatchWriter(fakeClient(), { bucket: 'b' })
    const receipt = writer.submit(input as string)
    await writer.close()
    const error = new Error('The input failed without a reason.')
    expect(await receipt.outcome).toMatchObject({ written: 1, error })
  })

  it('of a partial write report whose lines were dropped', async () => {
    const client = fakeClient(({ lines }) => {
      const dropped = lines.filter(isBad).length
      if (dropped > 0) throw failure({ status: 422, code: 'FLUXLINE_PARTIAL_WRITE', rejected: [], dropped })
    })
    const writer = createBatchWriter(client, { bucket: 'b' })
    const good = writer.submit(lines(5))
    const bad = writer.submit(['bad v=1 1', line(7)])
    expect(await writer.close()).toMatchObject({ written: 6, failed: 1 })
    expect(await good.outcome).toMatchObject({ written: 5, failed: 0, refused: 0 })
    expect(await bad.outcome).toMatchObject({ written: 1, failed: 1, refused: 1 })
  })

  it.each<Overflow>(['wait', 'drop-oldest', 'drop-newest', 'throw'])(
    'of a failing source report the lines before and the error (%s)',
    async (overflow) => {
      const writer = createBatchWriter(fakeClient(), { bucket: 'b', overflow })
      const receipt = writer.submit(
        (function* () {
          yield* lines(2)
          throw new Error('no more')
        })(),
      )
      await writer.close()
      expect(await receipt.outcome).toMatchObject({ written: 2, error: { message: 'no more' } })
    },
  )

  it('of an array that does not fit in the buffer report how many lines were accepted', async () => {
    const writer = createBatchWriter(fakeClient(), { bucket: 'b', overflow: 'throw', maxBufferBytes: 100 })
    const receipt = writer.submit(lines(10))
    expect(receipt.lines).toBe(4)
    expect(() => writer.submit(lines(10))).toThrow(expect.objectContaining({ code: 'FLUXLINE_BUFFER_FULL' }) as Error)
    await writer.close()
    expect(await receipt.outcome).toMatchObject({ written: 4, error: { code: 'FLUXLINE_BUFFER_FULL' } })
  })

  it('count what was dropped without a name as refused', async () => {
    const client = fakeClient(() => {
      throw failure({ status: 422, code: 'FLUXLINE_PARTIAL_WRITE', rejected: [], dropped: 1 })
    })
    const writer = createBatchWriter(client, { bucket: 'b' })
    const receipt = writer.submit(lines(2).join('\n'))
    await writer.close()
    expect(await receipt.outcome).toMatchObject({ written: 1, failed: 1, refused: 1, rejected: [] })
  })

  it.each([0, 1])('count what is refused, also if only %i lines are named', async (maxRejected) => {
    const writer = createBatchWriter(fakeClient(refuseBad), { bucket: 'b', maxRejected })
    const receipt = writer.submit(['bad v=1 1', line(9), 'm v="open', 'bad v=2 2'])
    await writer.close()
    const outcome = await receipt.outcome
    expect(outcome).toMatchObject({ written: 1, failed: 3, refused: 3 })
    expect(outcome.rejected).toHaveLength(maxRejected)
  })

  it('never become unhandled rejections', async () => {
    const client = fakeClient(() => {
      throw failure({ status: 401, retryable: false })
    })
    const writer = createBatchWriter(client, { bucket: 'b' })
    const receipt = writer.submit(line(1))
    const ofBroken = writer.submit(broken())
    await writer.close()
    expect(await receipt.outcome).toMatchObject({ failed: 1, refused: 0, error: { status: 401 } })
    expect(await ofBroken.outcome).toMatchObject({ failed: 1 })
  })
})
