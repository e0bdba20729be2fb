import { SpoolError, SpoolFullError } from '@fluxline/write-batching/spool'
import { codeOf } from './files/files.ts'

export { SpoolError, SpoolFullError } from '@fluxline/write-batching/spool'

const remedies: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full; free some space.',
  EDQUOT: 'The quota of the disk is used up; free some space.',
  EROFS: 'The disk is read-only; mount it for writing.',
  EACCES: 'Let the user of this process write there.',
  EPERM: 'Let the user of this process write there.',
  EMFILE: 'The process has too many open files; raise its limit (`ulimit -n`), or close some.',
  ENFILE: 'The system has too many open files; close some.',
  ENOENT: 'The folder is gone; create it again.',
  ENOTDIR: 'A file is where a folder should be; remove it, or choose another directory.',
  EIO: 'The disk fails; look at the log of the system.',
}

/** Returns the error of a call of the system that failed. */
export function diskError(what: string, path: string, cause: unknown): SpoolError | SpoolFullError {
  const code = codeOf(cause)
  const remedy = remedies[code ?? ''] ?? ''
  const message = `Spool: cannot ${what} ${path} (${code ?? String(cause)}). ${remedy}`.trimEnd()
  const isFull = code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG'
  return isFull ? new SpoolFullError(message, { cause }) : new SpoolError(message, { cause })
}
