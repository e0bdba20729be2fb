import fc from 'fast-check'
import { expect, it } from 'vitest'
import { wholeLines } from './stream-lines.ts'

/** Gives each chunk of bytes in the same memory. */
async function* chunksOf(chunks: readonly (string | Uint8Array)[]): AsyncGenerator<string | Uint8Array> {
  const memory = Buffer.alloc(64)
  for (const chunk of chunks) {
    if (typeof chunk !== 'string') memory.fill(0).set(chunk)
    yield Promise.resolve(typeof chunk === 'string' ? chunk : memory.subarray(0, chunk.length))
  }
}

it('joins text and bytes in their order, wherever they are cut, and passes whole lines on', async () => {
  const pieces = fc.array(fc.tuple(fc.constantFrom('a v=1', '\n', 'é v="', 'x\ny"', '🎈', ' 1'), fc.boolean()))
  await fc.assert(
    fc.asyncProperty(pieces, async (given) => {
      const chunks = given.map(([text, isText]) => (isText ? text : new TextEncoder().encode(text)))
      const passed: string[] = []
      for await (const piece of wholeLines(chunksOf(chunks))) passed.push(Buffer.from(piece as Uint8Array).toString())
      expect(passed.join('')).toBe(given.map(([text]) => text).join(''))
      for (const lines of passed.slice(0, -1)) expect(lines).toMatch(/\n$/)
    }),
  )
})
