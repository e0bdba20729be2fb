import { expect, it } from 'vitest'
import { paramsFile } from '../src/flux/params.ts'
import type * as original from '../src/flux/flux-expression.ts'
import * as query from '../src/index.ts'
import * as response from '../src/response.ts'

it('exports these names and no others', () => {
  expect(Object.keys(query).toSorted()).toEqual([
    'CsvError',
    'FluxDuration',
    'FluxError',
    'FluxExpression',
    'FluxRecord',
    'FluxTable',
    'FluxTables',
    'LimitError',
    'QueryError',
    'RowError',
    'Timestamp',
    'TruncatedResponseError',
    'analyze',
    'createQueryApi',
    'flux',
    'fluxDuration',
    'fluxFloat',
    'fluxInt',
    'fluxRaw',
    'fluxTime',
    'fluxUint',
    'isFlux',
    'isFluxRecord',
    'isFluxTable',
    'isFluxTables',
    'toFlux',
  ])
})

it('exports these names for siblings and no others', () => {
  expect(Object.keys(response).toSorted()).toEqual([
    'csvRows',
    'openResponseOf',
    'parseRecordBatches',
    'parseRecords',
    'parseTables',
    'profilerResult',
    'reportProfile',
    'withPivot',
  ])
})

it('accepts Flux that a second copy of the package made', async () => {
  const path: string = '../src/flux/flux-expression.ts?copy'
  const copy: typeof original = await import(path)
  const foreign = new copy.FluxExpression('foreign()')
  expect(foreign).not.toBeInstanceOf(query.FluxExpression)
  expect(query.flux`x = ${foreign}`.toString()).toBe('x = foreign()')
  const literal = copy.literalExpression({ type: 'DurationLiteral', values: [{ magnitude: 1, unit: 'h' }] })
  expect(paramsFile({ every: literal }, [])?.body).toMatchObject([
    { assignment: { id: { name: 'every' }, init: { type: 'DurationLiteral' } } },
  ])
})
