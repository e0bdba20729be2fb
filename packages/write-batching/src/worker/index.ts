export type { FluxlineErrorCode } from '@fluxline/internal/errors'
export type { EventObservable, EventObserver, EventSubscription } from '@fluxline/internal/event-subject'
export type { UnsentBatch } from '../accounting/batch.ts'
export type { Destination } from '../accounting/destination.ts'
export type { Amount, WriteReport, WriterStats } from '../accounting/ledger.ts'
export type { Outcome, Receipt } from '../accounting/receipt.ts'
export type { BatchWriter } from '../batch-writer.ts'
export type { WriteClient } from '../delivery/send-batch.ts'
export { BufferFullError, WorkerError } from '../errors.ts'
export type { BatchCallbacks, BatchEvent, LinesEvent, RejectedEvent, SpoolEvent, WriterEvent } from '../events.ts'
export type { CloseOnExitOptions } from '../exit/close-on-exit-option.ts'
export type { FlushOptions } from '../flush-options.ts'
export type {
  BatchInput,
  ExactInput,
  ExactMembers,
  ExactPoint,
  InputShape,
  ObservableInput,
  PointObject,
  PointShape,
  Unwritable,
  WrongKey,
} from '../intake/input-types.ts'
export type { WriteTarget } from '../intake/write-target.ts'
export type { BatchOptions, Overflow } from '../options.ts'
export type { SendOrder, Spool, WhenFull } from '../spool/spool.ts'
export type { SpoolStats } from '../spool/spool-stats.ts'
export type { SpoolEventKind, SpoolNotice } from '../spool/store.ts'
export { createWorkerBatchWriter } from './worker-batch-writer.ts'
export type { WorkerBatchWriter } from './worker-batch-writer.ts'
export type { WorkerClientOptions } from './worker-client.ts'
