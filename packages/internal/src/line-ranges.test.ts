import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LineRanges } from './line-ranges.ts'

it('is a set of numbers, whatever is added in whatever order', () => {
  const range = fc.tuple(fc.nat({ max: 40 }), fc.nat({ max: 10 }))
  fc.assert(
    fc.property(fc.array(range, { maxLength: 30 }), fc.array(range, { maxLength: 5 }), (added, others) => {
      const ranges = new LineRanges()
      const numbers = new Set<number>()
      const other = new LineRanges()
      for (const [from, length] of others) other.add({ from, to: from + length })
      for (const [from, length] of added) {
        const before = numbers.size
        for (let line = from; line < from + length; line++) numbers.add(line)
        expect(ranges.add({ from, to: from + length })).toBe(numbers.size - before)
      }
      ranges.addAll(other)
      for (const [from, length] of others) for (let line = from; line < from + length; line++) numbers.add(line)
      expect(ranges.lines).toBe(numbers.size)
      expect(ranges.ranges.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at))).toEqual(
        [...numbers].toSorted((a, b) => a - b),
      )
      for (let line = 0; line < 50; line++)
        expect(ranges.includes({ from: line, to: line + 1 })).toBe(numbers.has(line))
      const gaps = ranges.ranges.slice(1).map(({ from }, index) => from - ranges.ranges[index]!.to)
      expect(gaps.every((gap) => gap > 0)).toBe(true)
    }),
  )
})
