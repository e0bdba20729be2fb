import fc from 'fast-check'
import { expect, it } from 'vitest'
import { wholeLines } from './stream-lines.ts'

async function* chunksOf(chunks: readonly (string | Uint8Array)[]): AsyncGenerator<string | Uint8Array> {
  for (const chunk of chunks) yield Promise.resolve(chunk)
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
