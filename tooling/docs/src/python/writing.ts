import { entriesOf } from './entry.ts'
import type { PythonEntry } from './entry.ts'

/** Writing. */
export const pythonWriting: readonly PythonEntry[] = [
  ...entriesOf('WriteApi', 'write-batching/test/real-server.integration.test.ts', [
    ['write', 'writer.write'],
    ['flush', 'writer.flush', 'write-batching/test/closing.test.ts'],
    ['close', 'writer.close'],
    ['success_callback', 'onSuccess', 'write-batching/test/callbacks.test.ts'],
    ['error_callback', 'onError', 'write-batching/test/callbacks.test.ts'],
    ['retry_callback', 'onRetry', 'write-batching/test/callbacks.test.ts'],
    ['write_precision', 'precision'],
    ['record_measurement_key', 'measurementKey', 'write-batching/test/write-now.test.ts'],
    ['record_measurement_name', 'measurement', 'write-batching/test/write-now.test.ts'],
    ['record_time_key', 'timeKey', 'write-batching/test/write-now.test.ts'],
    ['record_tag_keys', 'tagKeys', 'point/src/record-mapping.test.ts'],
    ['record_field_keys', 'fieldKeys', 'write-batching/test/write-now.test.ts'],
    ['data_frame_measurement_name', 'measurement', 'dataframe/test/table-lines.test.ts'],
    ['data_frame_tag_columns', 'tagColumns', 'dataframe/test/table-lines.test.ts'],
    ['data_frame_timestamp_column', 'timeColumn', 'dataframe/test/table-lines.test.ts'],
    ['data_frame_timestamp_timezone', 'timeZone', 'dataframe/test/table-times.test.ts'],
  ]),
  ...entriesOf('Point', 'point/src/point.test.ts', [
    ['Point', 'Point'],
    ['measurement', 'Point.measurement'],
    ['from_dict', 'Point.from'],
    ['field', 'field'],
    ['tag', 'tag'],
    ['time', 'time'],
    ['to_line_protocol', 'toLineProtocol'],
    ['write_precision', 'precision'],
    ['set_str_rep', 'toString'],
  ]),
  ...entriesOf('WritePrecision', 'core/test/server.integration.test.ts', [['WritePrecision', 'precision']]),
  ...entriesOf('DateHelper', 'point/src/time/parse-timestamp.test.ts', [
    ['parse_date', 'parseTimestamp'],
    ['to_nanoseconds', 'toNanoseconds', 'point/src/time/time-input.test.ts'],
    ['to_utc', 'parseTimestamp'],
  ]),
  ...entriesOf('MultiprocessingWriter', 'write-batching/test/worker.test.ts', [
    ['MultiprocessingWriter', 'createWorkerBatchWriter'],
    ['start', 'createWorkerBatchWriter'],
    ['write', 'write'],
    ['terminate', 'close'],
  ]),
]
