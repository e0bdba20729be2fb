import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cut } from '../../test/cut.ts'
import { Tokenizer } from './tokenizer.ts'

const cell = fc.constantFrom('', 'a', 'bb', '"q"', '"a,b"', '"x""y"', '"l\r\nm"', 'é')
const rows = fc.array(fc.tuple(fc.array(cell, { minLength: 1, maxLength: 5 }), fc.nat(5)), { minLength: 1 })
const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 })

/** The cells of each row, with how they are quoted. */
function read(chunks: readonly Uint8Array[], afterRow: (tokens: Tokenizer) => void): string[][] {
  const tokens = new Tokenizer()
  const found: string[][] = []
  const take = (): void => {
    while (tokens.nextRow()) {
      const { starts, ends, kinds, count } = tokens
      const text = (_: unknown, at: number): string =>
        `${kinds[at]} ${new TextDecoder().decode(tokens.queue.bytes.subarray(starts[at], ends[at]))}`
      found.push(Array.from({ length: count }, text))
      afterRow(tokens)
    }
  }
  for (const chunk of chunks) {
    tokens.queue.push(chunk)
    take()
  }
  tokens.queue.endInput()
  take()
  return found
}

it('finds the same cells whatever it expects of the next row', () => {
  const property = fc.property(rows, sizes, fc.array(fc.nat(20), { minLength: 1 }), (begun, chunkSizes, expected) => {
    let before: string[] = []
    const lines = begun.map(([cells, kept]) => {
      // Many rows end like the one before.
      before = [...cells, ...before.slice(before.length - Math.min(kept, before.length))].slice(0, 9)
      return before.join(',')
    })
    const chunks = cut(new TextEncoder().encode(`${lines.join('\r\n')}\r\n`), chunkSizes)
    let turn = 0
    const withTails = read(chunks, (tokens) => {
      const at = expected[turn++ % expected.length]!
      if (at < tokens.count) tokens.expectTail(at)
      else if (at === 6) tokens.expectNoTail()
    })
    expect(withTails).toEqual(read(chunks, () => {}))
  })
  fc.assert(property, { numRuns: 500 })
})
