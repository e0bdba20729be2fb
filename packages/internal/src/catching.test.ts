import { expect, it } from 'vitest'
import { catching } from './catching.ts'

async function* broken(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(1)
  throw new Error('boom')
}

it('gives the error to its handler after the chunks, and ends', async () => {
  const errors: unknown[] = []
  const chunks: Uint8Array[] = []
  for await (const chunk of catching(broken(), (error) => errors.push(error))) chunks.push(chunk)
  expect(chunks).toHaveLength(1)
  expect(errors).toEqual([new Error('boom')])
})

it('leaves the chunks at once, even while one is awaited', async () => {
  let isLeft = false
  const silent: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => undefined),
      async return() {
        isLeft = true
        return { done: true, value: undefined }
      },
    }),
  }
  const source = catching(silent, () => undefined)[Symbol.asyncIterator]()
  void source.next()
  await expect(source.return?.()).resolves.toMatchObject({ done: true })
  expect(isLeft).toBe(true)
})
