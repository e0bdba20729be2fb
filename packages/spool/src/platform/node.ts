export { fileSpool } from '../file-spool.ts'
export { inspectSpool } from '../inspect/inspect-spool.ts'
