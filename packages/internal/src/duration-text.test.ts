import fc from 'fast-check'
import { expect, it } from 'vitest'
import { endOfDuration, isDuration, parseDuration } from './duration-text.ts'

it.each([
  ['1h30m', false, '1 h 30 m'],
  ['-7d', true, '7 d'],
  ['1y2mo3w4d5h6m7s8ms9us10ns', false, '1 y 2 mo 3 w 4 d 5 h 6 m 7 s 8 ms 9 us 10 ns'],
  ['5µs', false, '5 us'],
  ['0s', false, '0 s'],
  ['1m1mo1ms', false, '1 m 1 mo 1 ms'],
  ['1h1h', false, '1 h 1 h'],
  ['12345678901234567890ns', false, '12345678901234567890 ns'],
])('reads %s', (text, isNegative, parts) => {
  const duration = parseDuration(text)
  expect(duration?.isNegative).toBe(isNegative)
  expect(duration?.parts.map(({ digits, unit }) => `${digits} ${unit}`).join(' ')).toBe(parts)
  expect(isDuration(text)).toBe(true)
})

it.each(['', '-', '1', 'h', '1x', '1h}', '1h 2m', '1.5h', '--1h', '+1h', '1u', '1n', '1h2', '-h', '1H', '1h\n'])(
  'refuses %j',
  (text) => {
    expect(parseDuration(text)).toBeUndefined()
    expect(isDuration(text)).toBe(false)
  },
)

it('finds where a duration ends in a longer text', () => {
  expect(endOfDuration('start: -1h30m)', 8)).toBe(13)
  expect(endOfDuration('1h30', 0)).toBe(2)
  expect(endOfDuration('30x', 0)).toBe(0)
  expect(endOfDuration('', 0)).toBe(0)
})

it('reads any counts and units, and gives them back', () => {
  const part = fc
    .tuple(fc.nat(), fc.constantFrom('y', 'mo', 'w', 'd', 'h', 'm', 's', 'ms', 'us', 'ns'))
    .map(([count, unit]) => `${count}${unit}`)
  fc.assert(
    fc.property(fc.array(part, { minLength: 1 }), fc.boolean(), (parts, isNegative) => {
      const duration = parseDuration(`${isNegative ? '-' : ''}${parts.join('')}`)
      expect(duration?.parts.map(({ digits, unit }) => digits + unit)).toEqual(parts)
      expect(duration?.isNegative).toBe(isNegative)
    }),
  )
})

it('agrees with the pattern of the grammar on any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('-', '1', '0', 'm', 'o', 's', 'u', 'µ', 'n', 'h', 'y') }), (text) => {
      expect(isDuration(text)).toBe(/^-?(?:\d+(?:y|mo|w|d|h|ms|m|us|µs|ns|s))+$/.test(text))
    }),
    { numRuns: 2000 },
  )
})
