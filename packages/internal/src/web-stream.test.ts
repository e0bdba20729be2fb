import { expect, it, vi } from 'vitest'
import { chunksOf, toWebStream } from './web-stream.ts'

async function* numbers(): AsyncGenerator<number> {
  yield* [1, 2, 3]
}

function fail(): Promise<never> {
  return Promise.reject(new Error('No.'))
}

it('reads a stream chunk by chunk', async () => {
  const found: number[] = []
  for await (const chunk of chunksOf(toWebStream(numbers()))) found.push(chunk)
  expect(found).toEqual([1, 2, 3])
})

it('cancels a stream that is left, also while a chunk is pending', async () => {
  const cancel = vi.fn<() => void>()
  const chunks = chunksOf(new ReadableStream<number>({ cancel }))
  const pending = chunks.next()
  await chunks.return!()
  expect(await pending).toEqual({ done: true, value: undefined })
  expect(cancel).toHaveBeenCalledOnce()
})

it('can be left after the stream has failed', async () => {
  const chunks = chunksOf(new ReadableStream<number>({ start: (controller) => controller.error(new Error('No.')) }))
  await expect(chunks.next()).rejects.toThrow('No.')
  expect(await chunks.return!()).toEqual({ done: true, value: undefined })
})

it('makes a stream that takes chunks only when they are asked for', async () => {
  const next = vi.fn<() => Promise<IteratorResult<number, undefined>>>()
  next.mockResolvedValueOnce({ done: false, value: 1 }).mockResolvedValueOnce({ done: true, value: undefined })
  const reader = toWebStream({ next }).getReader()
  await new Promise((resolve) => setTimeout(resolve, 1))
  expect(next).not.toHaveBeenCalled()
  expect(await reader.read()).toEqual({ done: false, value: 1 })
  expect(next).toHaveBeenCalledOnce()
  expect(await reader.read()).toEqual({ done: true, value: undefined })
})

it('ends the iterator of a stream that is cancelled, and fails as it does', async () => {
  const end = vi.fn<() => Promise<IteratorResult<number, undefined>>>()
  end.mockResolvedValue({ done: true, value: undefined })
  await toWebStream({ next: fail, return: end }).cancel()
  expect(end).toHaveBeenCalledOnce()
  await expect(toWebStream({ next: fail }).getReader().read()).rejects.toThrow('No.')
  await toWebStream({ next: fail }).cancel()
})
