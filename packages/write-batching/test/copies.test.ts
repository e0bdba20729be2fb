import { HttpError } from '@fluxline/core'
import { expect, it, vi } from 'vitest'
import * as ours from '../src/index.ts'
import { fakeClient } from './fake-client.ts'

vi.resetModules()
const theirs = await import('../src/index.ts')

it('warns once for a client whose writers are of two copies of the package', async () => {
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
  const client = fakeClient(() => {
    throw new HttpError('unauthorized', { method: 'POST', path: '/api/v2/write', status: 401 })
  })
  for (const { createBatchWriter } of [ours, theirs]) {
    const writer = createBatchWriter(client, { bucket: 'metrics' })
    await writer.write('m v=1')
    await writer.close()
  }
  expect(warn).toHaveBeenCalledOnce()
  warn.mockRestore()
})

it('listens once to a signal for the writers of two copies', async () => {
  const before = process.listenerCount('SIGTERM')
  const writers = [ours, theirs].map(({ createBatchWriter }) =>
    createBatchWriter(fakeClient(), { bucket: 'metrics', closeOnExit: true }),
  )
  expect(process.listenerCount('SIGTERM')).toBe(before + 1)
  await writers[0]?.close()
  expect(process.listenerCount('SIGTERM')).toBe(before + 1)
  await writers[1]?.close()
  expect(process.listenerCount('SIGTERM')).toBe(before)
})
