export type { FluxlineErrorCode } from '@fluxline/internal/errors'
export type { Destination } from '../accounting/destination.ts'
export { createSpool } from './create-spool.ts'
export type { SpoolParts } from './create-spool.ts'
export { SpoolError, SpoolFullError, SpoolLockedError } from '../errors.ts'
export type { SlotOwner } from '../errors.ts'
export type { SlotLock } from './spool-opening.ts'
export type { SendOrder, Spool, WhenFull } from './spool.ts'
export type {
  Appended,
  LineRange,
  ReadLimit,
  RecoveredLines,
  RefusedLines,
  SpoolEventKind,
  SpoolFrame,
  SpoolHost,
  SpoolNotice,
  SpoolReading,
  SpoolStore,
  StoreStats,
} from './store.ts'
