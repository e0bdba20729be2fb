import { mkdir, rm, stat, utimes } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { OnProgress } from './progress-line.ts'

const BEAT_MS = 5_000
const STALE_MS = 30_000

/** Callback and signal of a wait. */
export interface Waiting {
  readonly onProgress: OnProgress
  readonly signal?: AbortSignal | undefined
}

/**
 * Runs `work` while holding a lock across processes. The lock is a folder, which only one process can create. The
 * holder refreshes it, so a lock whose holder died is taken over.
 */
export async function withLock<Result>(
  path: string,
  { onProgress, signal }: Waiting,
  work: () => Promise<Result>,
): Promise<Result> {
  for (let waited = false; !(await acquire(path)); waited = true) {
    if (!waited) onProgress('Waiting for another build')
    await sleep(500, undefined, { signal })
  }
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), BEAT_MS)
  try {
    return await work()
  } finally {
    clearInterval(beat)
    await rm(path, { recursive: true, force: true })
  }
}

async function acquire(path: string): Promise<boolean> {
  try {
    await mkdir(path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    const touched = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => Date.now(),
    )
    if (Date.now() - touched > STALE_MS) await rm(path, { recursive: true, force: true })
    return false
  }
}
