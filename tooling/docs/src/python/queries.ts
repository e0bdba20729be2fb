import { entriesOf } from './entry.ts'
import type { PythonEntry } from './entry.ts'

/** Queries. */
export const pythonQueries: readonly PythonEntry[] = [
  ...entriesOf('QueryApi', 'query/test/query.integration.test.ts', [
    ['query', 'client.query.collect'],
    ['query_stream', 'client.query.stream'],
    ['query_csv', 'client.query.csv'],
    ['query_raw', 'client.query.raw'],
    ['query_data_frame', 'client.dataFrame.collect', 'dataframe/test/round-trip.integration.test.ts'],
    ['query_data_frame_stream', 'client.dataFrame.stream', 'dataframe/test/round-trip.integration.test.ts'],
    ['data_frame_index', 'index', 'dataframe/src/read/frames.test.ts'],
    ['params', 'params', 'query/test/params.integration.test.ts'],
    ['dialect', 'dialect'],
  ]),
  ...entriesOf('FluxTable', 'query/test/query.integration.test.ts', [
    ['FluxTable', 'FluxTable', 'flux-csv/test/exports.test.ts'],
    ['get_group_key', 'groupKey', 'flux-csv/src/records/parse-records.test.ts'],
    ['columns', 'columns'],
    ['records', 'records'],
  ]),
  ...entriesOf('FluxRecord', 'flux-csv/src/model/flux-record.test.ts', [
    ['get_field', 'field'],
    ['get_measurement', 'measurement'],
    ['get_start', 'start'],
    ['get_stop', 'stop'],
    ['get_time', 'time'],
    ['get_value', 'value'],
    ['values', 'values'],
  ]),
]
