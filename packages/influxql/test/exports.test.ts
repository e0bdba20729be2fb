import { expect, it } from 'vitest'
import * as influxql from '../src/index.ts'

it('exports these names and no others', () => {
  expect(Object.keys(influxql).toSorted()).toEqual([
    'InfluxQLError',
    'InfluxQLExpression',
    'InfluxQLRecord',
    'InfluxQLResponseError',
    'InfluxQLSeries',
    'InfluxQLSeriesList',
    'LimitError',
    'QueryError',
    'RowError',
    'Timestamp',
    'TruncatedResponseError',
    'createInfluxQLApi',
    'createInfluxQLSchemaApi',
    'identifier',
    'influxql',
    'influxqlDuration',
    'influxqlRaw',
    'isInfluxQL',
    'isInfluxQLRecord',
    'isInfluxQLSeries',
  ])
})
