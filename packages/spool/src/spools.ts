import { fileSpool as createFileSpool, inspectSpool as inspectFiles } from '#platform'
import type { SpoolInspection } from './inspect/inspection.ts'
import type { FileSpool, FileSpoolOptions } from './options.ts'

/**
 * Returns a spool in a folder, for the option `spool` of a batch writer. It is plain data: nothing is opened before a
 * writer takes it, which throws `SpoolLockedError` if another writer has the slot, and `SpoolError` if the disk fails.
 *
 * @throws OptionError if an option is missing, unknown or wrong, or if the runtime has no files
 */
export function fileSpool(options: FileSpoolOptions): FileSpool {
  return createFileSpool(options)
}

/**
 * Lists the slots of a spool and what is in them. It changes nothing, and works beside writers: their lines may be stored
 * while it reads.
 *
 * @throws SpoolError if the folder cannot be read; OptionError if it is not named, or if the runtime has no files
 */
export function inspectSpool(directory: string): Promise<SpoolInspection> {
  return inspectFiles(directory)
}
