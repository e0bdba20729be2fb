import { OptionError } from '@fluxline/internal/errors'
import type { SpoolInspection } from '../inspect/inspection.ts'
import type { FileSpool, FileSpoolOptions } from '../options.ts'

/** Browsers and Workers have no files. @throws OptionError */
export function fileSpool(_options: FileSpoolOptions): FileSpool {
  throw noFiles('fileSpool')
}

/** Browsers and Workers have no files: it rejects. */
export async function inspectSpool(_directory: string): Promise<SpoolInspection> {
  throw noFiles('inspectSpool')
}

function noFiles(what: string): OptionError {
  return new OptionError(`${what} needs files, which this runtime does not have; use it on Node, Deno or Bun.`)
}
