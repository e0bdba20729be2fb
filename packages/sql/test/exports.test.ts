import { expect, it } from 'vitest'
import * as frames from '../src/frames.ts'
import * as sql from '../src/index.ts'

it('exports these names and no others', () => {
  expect(Object.keys(frames)).toEqual(['createSqlFrameApi'])
  expect(Object.keys(sql).toSorted()).toEqual([
    'LimitError',
    'QueryError',
    'RowError',
    'SqlExpression',
    'SqlRecord',
    'SqlRecords',
    'SqlResponseError',
    'Timestamp',
    'TruncatedResponseError',
    'createSqlApi',
    'isSql',
    'isSqlRecord',
    'sql',
    'sqlIdentifier',
    'sqlInterval',
    'sqlRaw',
  ])
})
