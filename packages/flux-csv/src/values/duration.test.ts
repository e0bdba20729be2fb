import { inspect } from 'node:util'
import { expect, it } from 'vitest'
import { FluxDuration } from './duration.ts'

it('has a count for each unit, and keeps its text', () => {
  const duration = new FluxDuration('-1mo2d5µs')
  expect(duration.parts).toEqual({ mo: -1, d: -2, us: -5 })
  expect([String(duration), JSON.stringify({ duration })]).toEqual(['-1mo2d5µs', '{"duration":"-1mo2d5µs"}'])
})

it('shows its text in a log', () => {
  expect(inspect({ every: new FluxDuration('1h30m') })).toBe('{ every: FluxDuration 1h30m }')
})

it.each([undefined, {}, '', '1', 'soon', '1h ', 5])('refuses %j', (text) => {
  expect(() => new FluxDuration(text as string)).toThrow(
    expect.objectContaining({ code: 'FLUXLINE_OPTION', message: expect.stringContaining('is not a Flux duration') }),
  )
})
