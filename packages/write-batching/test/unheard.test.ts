import { HttpError } from '@fluxline/core'
import { afterEach, expect, it, vi } from 'vitest'
import { createBatchWriter } from '../src/index.ts'
import { fakeClient } from './fake-client.ts'

const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
afterEach(() => void warn.mockClear())

function refusing(): ReturnType<typeof fakeClient> {
  return fakeClient(() => {
    throw new HttpError('unauthorized', { method: 'POST', path: '/api/v2/write', status: 401 })
  })
}

it('warns once if lines are lost and nobody listens', async () => {
  const writer = createBatchWriter(refusing(), { bucket: 'metrics' })
  await writer.write('m v=1')
  await writer.flush()
  await writer.write('m v=2')
  await writer.close()
  expect(warn).toHaveBeenCalledOnce()
  expect(warn).toHaveBeenCalledWith(
    expect.stringMatching(/^1 line for bucket metrics was lost \(unauthorized\).*nothing is listening.*onError/s),
    { type: 'FluxlineWarning', code: 'FLUXLINE_UNHEARD' },
  )
})

it.each([
  [
    'a callback',
    (client: ReturnType<typeof fakeClient>) => createBatchWriter(client, { bucket: 'b', onError: () => {} }),
  ],
  [
    'a subscriber',
    (client: ReturnType<typeof fakeClient>) => {
      const writer = createBatchWriter(client, { bucket: 'b' })
      writer.events.subscribe()
      return writer
    },
  ],
])('does not warn if there is %s', async (_, open) => {
  const writer = open(refusing())
  await writer.write('m v=1')
  await writer.close()
  expect(warn).not.toHaveBeenCalled()
})

it('does not warn if there is a receipt', async () => {
  const writer = createBatchWriter(refusing(), { bucket: 'b' })
  const { outcome } = writer.submit('m v=1')
  await writer.close()
  expect(await outcome).toMatchObject({ failed: 1 })
  expect(warn).not.toHaveBeenCalled()
})
