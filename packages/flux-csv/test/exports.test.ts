import { expect, it, vi } from 'vitest'
import * as building from '../src/columns/building.ts'
import * as fluxCsv from '../src/index.ts'

it('exports these names and no others', () => {
  expect(Object.keys(fluxCsv).toSorted()).toEqual([
    'CsvError',
    'FluxDuration',
    'FluxError',
    'FluxRecord',
    'FluxTable',
    'LimitError',
    'OptionError',
    'Timestamp',
    'TruncatedResponseError',
    'isFluxRecord',
    'isFluxTable',
    'parseColumns',
    'parseColumnsSync',
    'parseRecordBatches',
    'parseRecords',
    'parseRecordsSync',
    'parseRows',
    'parseTables',
  ])
})

it('exports these names for siblings and no others', () => {
  expect(Object.keys(building).toSorted()).toEqual([
    'Dictionary',
    'TextList',
    'boolean',
    'buildColumn',
    'dateTime',
    'double',
    'long',
    'string',
    'unsignedLong',
  ])
})

const isClass = (value: unknown): boolean => /^class\b/.test(String(value))
const classes = Object.entries(fluxCsv).filter(([, value]) => isClass(value))

it.each(classes)('%s can be called without arguments and with {}: it works, or says what is wrong', (_, Class) => {
  for (const args of [[], [{}]]) {
    const result = attempt(() => Reflect.construct(Class as never, args))
    expect(result instanceof (Class as never) || (result as { code: string }).code.startsWith('FLUXLINE_')).toBe(true)
  }
})

function attempt(make: () => unknown): unknown {
  try {
    return make()
  } catch (error) {
    return error
  }
}

it('knows what a second copy of the package makes by its shape and its code', async () => {
  vi.resetModules()
  const copy = await import('../src/index.ts')
  const foreign = copy.Timestamp.fromNanoseconds(1_700_000_000_123_456_789n)
  expect(foreign).not.toBeInstanceOf(fluxCsv.Timestamp)
  expect(foreign).toBeInstanceOf(Date)
  expect(foreign.nanoseconds).toBe(1_700_000_000_123_456_789n)
  expect(() => [...copy.parseRecordsSync(new TextEncoder().encode('error,reference\nboom,1\n'))]).toThrow(
    expect.objectContaining({ code: 'FLUXLINE_FLUX', [Symbol.for('fluxline.error')]: true }),
  )
})
