import { expect, it } from 'vitest'
import { OptionError } from './errors.ts'
import { checkOptions, durationOption, integerOption, numberOption, oneOf, renamedFrom } from './options.ts'

interface SampleOptions {
  bucket?: string
  flushInterval?: number
}
const known = { bucket: true, flushInterval: true } satisfies Record<keyof SampleOptions, true>
const renamed = {
  ...renamedFrom('@influxdata/influxdb-client', { minRetryDelay: 'retryInterval' }),
  consistency: 'of @influxdata/influxdb-client is not in InfluxDB 2.x.',
}

function check(options: unknown): void {
  checkOptions('createBatchWriter', options, known, renamed, "{ bucket: 'metrics' }")
}

function failure(call: () => unknown): OptionError {
  try {
    call()
  } catch (error) {
    if (error instanceof OptionError) return error
  }
  throw new Error('It threw no OptionError.')
}

it('accepts known options, an empty object and an instance of a class', () => {
  class Options implements SampleOptions {
    bucket = 'x'
    readonly #hidden = 1
    get sum(): number {
      return this.#hidden
    }
  }
  for (const options of [{}, { bucket: 'x', flushInterval: undefined }, Object.create(null), new Options()]) {
    expect(() => check(options)).not.toThrow()
  }
  expect(() => check(Object.create({ inherited: 1 }))).not.toThrow()
})

it.each([
  ['a misspelt option', { flushIntervall: 1 }, 'unknown option "flushIntervall". Did you mean "flushInterval"?'],
  ['another case', { flush_interval: 1 }, 'unknown option "flush_interval". Did you mean "flushInterval"?'],
  ['one without a value', { buckets: undefined }, 'unknown option "buckets". Did you mean "bucket"?'],
  ['one that resembles nothing', { colour: 1 }, 'unknown option "colour".'],
  ['a member of every object', { constructor: 1, toString: 1 }, 'unknown option "constructor".'],
  ['one with a quote', { 'a"': 1 }, String.raw`unknown option "a\"".`],
  [
    "another client's",
    { minRetryDelay: 1 },
    '"minRetryDelay" of @influxdata/influxdb-client is called "retryInterval" here.',
  ],
  [
    'one without a counterpart',
    { consistency: 1 },
    '"consistency" of @influxdata/influxdb-client is not in InfluxDB 2.x.',
  ],
])('refuses %s', (_, options, message) => {
  const error = failure(() => check(options))
  expect(error.message).toBe(`createBatchWriter: ${message}`)
  expect(error.option).toBe(Object.keys(options)[0])
  expect('value' in error).toBe(false)
})

it.each(['metrics', undefined, null, 5, ['metrics'], () => {}])('refuses %s as options', (options) => {
  expect(failure(() => check(options)).message).toBe(
    "createBatchWriter takes options as an object: { bucket: 'metrics' }.",
  )
  expect(failure(() => checkOptions('flush', options, known)).message).toBe('flush takes options as an object.')
})

it('returns values that are right', () => {
  expect(integerOption('x', 'n', 1, 1)).toBe(1)
  expect(numberOption('x', 'n', 0.5, 0, 1)).toBe(0.5)
  expect(durationOption('x', 'n', 0)).toBe(0)
  expect(durationOption('x', 'n', 2_147_483_647)).toBe(2_147_483_647)
  expect(oneOf('x', 'n', 'ms', ['ns', 'ms'])).toBe('ms')
  expect(oneOf('x', 'n', Number.NaN, [Number.NaN])).toBeNaN()
})

it.each([
  [() => integerOption('f', 'n', 0, 1), 'f: `n` must be an integer of at least 1, not 0.', 0],
  [() => integerOption('f', 'n', 1.5, 1, 9), 'f: `n` must be an integer from 1 to 9, not 1.5.', 1.5],
  [() => integerOption('f', 'n', 5n, 1, 9), 'f: `n` must be an integer from 1 to 9, not 5n.', 5n],
  [() => numberOption('f', 'n', '5', 1, 9), 'f: `n` must be a number from 1 to 9, not "5".', undefined],
  [() => numberOption('f', 'n', Infinity, 1), 'f: `n` must be a number of at least 1, not Infinity.', Infinity],
  [() => durationOption('f', 'n', -1), 'f: `n` must be 0 (no limit) to 2147483647 milliseconds, not -1.', -1],
  [
    () => durationOption('f', 'n', 2 ** 31, 'by size alone'),
    'f: `n` must be 0 (by size alone) to 2147483647 milliseconds, not 2147483648.',
    2 ** 31,
  ],
  [() => oneOf('f', 'n', 'm', ['ns', 'us', 'ms']), 'f: `n` must be "ns", "us" or "ms", not "m".', undefined],
  [() => oneOf('f', 'n', 1, [true]), 'f: `n` must be true, not 1.', 1],
])('%s fails', (call, message, value) => {
  const error = failure(call)
  expect(error.message).toBe(message)
  expect([error.option, error.value]).toEqual(['n', value])
})

it('names a missing value', () => {
  expect(failure(() => durationOption('f', 'n', Number.NaN)).message).toContain('not NaN')
  const error = failure(() => integerOption('f', 'n', undefined, 1))
  expect(error.message).toBe('f: `n` must be an integer of at least 1, not undefined.')
})
