import { EventEmitter, on } from 'node:events'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createBatchWriter } from '../src/index.ts'
import type { BatchInput, BatchWriter } from '../src/index.ts'
import { fakeClient } from './fake-client.ts'
import { line, lines } from './lines.ts'

interface Endless {
  readonly input: BatchInput
  isEnded: () => boolean
}

const slow = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1))
const never = (): Promise<never> => new Promise(() => {})

async function* waiting(): AsyncGenerator<string> {
  yield line(0)
  await never()
}

const closed = { code: 'FLUXLINE_CLOSED', what: 'writer' }

/** Inputs that never end: some give lines without end, some give one line and then nothing. */
const endless: Readonly<Record<string, () => Endless>> = {
  'a generator without end': () => {
    let isEnded = false
    function* generate(): Generator<string> {
      try {
        for (let at = 0; ; at++) yield line(at)
      } finally {
        isEnded = true
      }
    }
    return { input: generate(), isEnded: () => isEnded }
  },
  'an async generator without end': () => {
    let isEnded = false
    async function* generate(): AsyncGenerator<string> {
      try {
        for (let at = 0; ; at++) yield line(at)
      } finally {
        isEnded = true
      }
    }
    return { input: generate(), isEnded: () => isEnded }
  },
  'an iterator that waits': () => {
    const emitter = new EventEmitter()
    const events = on(emitter, 'line') as AsyncIterable<[string]>
    const iterator = events[Symbol.asyncIterator]()
    return {
      input: { [Symbol.asyncIterator]: () => iterator } as AsyncIterable<BatchInput>,
      isEnded: () => emitter.listenerCount('line') === 0,
    }
  },
  'a Web stream that waits': () => {
    let isEnded = false
    const input = new ReadableStream<string>({
      start: (controller) => controller.enqueue(`${line(0)}\n`),
      cancel: () => void (isEnded = true),
    })
    return { input, isEnded: () => isEnded }
  },
  'a Node stream that waits': () => {
    const input = new Readable({ read() {} })
    input.push(`${line(0)}\n`)
    return { input, isEnded: () => input.destroyed }
  },
  'a Node stream without end': () => {
    const input = new Readable({
      read() {
        this.push(`${lines(100).join('\n')}\n`)
      },
    })
    return { input, isEnded: () => input.destroyed }
  },
  'an iterable of lines that waits': () => {
    let isEnded = false
    const chunks = {
      next: never,
      return: () => Promise.resolve({ done: true, value: (isEnded = true) }),
      [Symbol.asyncIterator]() {
        return this
      },
    }
    return { input: { [Symbol.for('fluxline.lines')]: () => chunks } as unknown as BatchInput, isEnded: () => isEnded }
  },
  'a source in an array': () => {
    const { input, isEnded } = endless['a Web stream that waits']!()
    return { input: [line(1), input], isEnded }
  },
  'a source in a generator': () => {
    const { input, isEnded } = endless['a Web stream that waits']!()
    function* generate(): Generator<BatchInput> {
      yield input
    }
    return { input: generate(), isEnded }
  },
}

const ends: readonly [string, (writer: BatchWriter) => unknown][] = [
  ['close', (writer) => writer.close({ timeout: 20 })],
  ['abort', (writer) => writer.abort()],
]

describe.each(ends)('%s', (name, end) => {
  it.each(Object.entries(endless))('leaves %s, and its write rejects', async (_, create) => {
    const writer = createBatchWriter(fakeClient(slow), { bucket: 'b', batchSize: 100, maxBufferBytes: 5000 })
    const { input, isEnded } = create()
    const writing = writer.write(input)
    await new Promise((resolve) => setTimeout(resolve, 10))
    await end(writer)
    await expect(writing).rejects.toMatchObject(closed)
    await expect.poll(isEnded).toBe(true)
    const { written, failed, unsent } = await writer.close()
    expect(failed).toBe(0)
    expect(name === 'abort' || unsent === 0 || written > 0).toBe(true)
  })

  it('settles the write of a generator that waits without end, and a receipt', async () => {
    const writer = createBatchWriter(fakeClient(), { bucket: 'b' })
    const receipt = writer.submit(waiting())
    const writing = writer.write(waiting())
    await new Promise((resolve) => setTimeout(resolve, 10))
    await end(writer)
    await expect(writing).rejects.toMatchObject(closed)
    expect(await receipt.outcome).toMatchObject({ error: closed })
  })
})

it('a write that nobody awaits ends no process, whatever becomes of its source', async () => {
  const unhandled: unknown[] = []
  const note = (error: unknown): void => void unhandled.push(error)
  process.on('unhandledRejection', note)
  for (const create of Object.values(endless)) {
    const writer = createBatchWriter(fakeClient(slow), { bucket: 'b', batchSize: 100, maxBufferBytes: 5000 })
    void writer.write(create().input)
    await new Promise((resolve) => setTimeout(resolve, 5))
    writer.abort()
  }
  await new Promise((resolve) => setTimeout(resolve, 20))
  process.off('unhandledRejection', note)
  expect(unhandled).toEqual([])
})
