export { WorkerError } from '../errors.ts'
export { createWorkerBatchWriter, WorkerBatchWriter } from './worker-batch-writer.ts'
export type { WorkerClientOptions } from './worker-client.ts'
