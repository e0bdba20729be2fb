export { SpoolError, SpoolFullError, SpoolLockedError } from '@fluxline/write-batching/spool'
export type { FluxlineErrorCode } from '@fluxline/internal/errors'
export type { Destination, SendOrder, SlotOwner, WhenFull } from '@fluxline/write-batching/spool'
export type {
  DestinationInspection,
  ExportedLines,
  SlotHolder,
  SlotInspection,
  SpoolInspection,
} from './inspect/inspection.ts'
export { defaultFileSpoolOptions } from './options.ts'
export type { Durability, FileSpool, FileSpoolOptions } from './options.ts'
export { fileSpool, inspectSpool } from './spools.ts'
