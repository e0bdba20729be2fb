import { expect, it } from 'vitest'
import * as core from '../src/index.ts'
import * as rateLimits from '../src/retry/index.ts'

const values: readonly [name: string, value: unknown][] = Object.entries({ ...core, ...rateLimits })
const classes = values.filter(([, value]) => typeof value === 'function' && /^class\b/.test(String(value)))

it('finds the classes', () => expect(classes.length).toBeGreaterThan(8))

it.each(classes)('%s works without arguments and with {}, or throws an error of fluxline', (_, value) => {
  const AnyClass = value as new (...args: unknown[]) => unknown
  const outcomes = [[], [{}], [{}, {}]].map((args) => {
    try {
      return new AnyClass(...args)
    } catch (error) {
      return error
    }
  })
  expect(outcomes.every((outcome) => outcome instanceof AnyClass || core.isInfluxDBError(outcome))).toBe(true)
})
