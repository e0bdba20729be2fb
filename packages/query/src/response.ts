/** For fluxline's own packages. Not documented for use elsewhere. */
// So that packages which read responses need no dependency on flux-csv.
export { parseRecordBatches, parseRecords, parseTables } from '@fluxline/flux-csv'
export { withCarets } from './flux/error-carets.ts'
export { withPivot } from './flux/with-pivot.ts'
export { csvRows } from './results/csv-rows.ts'
export type { CsvRowsOptions } from './results/csv-rows.ts'
export { openResponseOf } from './results/open-response.ts'
export type { OpenResponse, ResponseSource } from './results/open-response.ts'
export { profilerResult, reportProfile } from './results/profilers.ts'
