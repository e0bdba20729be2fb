import { join, resolve } from 'node:path'
import { OptionError } from '@fluxline/internal/errors'
import { show } from '@fluxline/internal/show'
import type { Destination } from '@fluxline/write-batching/spool'
import { diskError } from '../errors.ts'
import type { Files } from '../files/files.ts'
import { nodeFiles } from '../files/node-files.ts'
import { QUARANTINE } from '../segments/quarantine.ts'
import { readAcknowledgements, readSegment } from '../segments/read-segment.ts'
import { REFUSED, REFUSED_BEFORE } from '../segments/refused-file.ts'
import { segmentNumber } from '../segments/segment.ts'
import type { Segment } from '../segments/segment.ts'
import { livenessOf } from '../slot/process-identity.ts'
import { LOCK, readLock } from '../slot/slot-lock.ts'
import { exportLines } from './export-lines.ts'
import type { DestinationInspection, SlotHolder, SlotInspection, SpoolInspection } from './inspection.ts'

/** Lists the slots of a spool in a folder. */
export async function inspectSpool(directory: string): Promise<SpoolInspection> {
  if (typeof directory !== 'string' || directory === '') {
    const message = `inspectSpool: \`directory\` must be the path of a folder, as text, not ${show(directory)}.`
    throw new OptionError(message, { option: 'directory', value: directory })
  }
  const path = resolve(directory)
  if (!nodeFiles.exists(path)) throw diskError('read', path, Object.assign(new Error('not there'), { code: 'ENOENT' }))
  try {
    const slots = nodeFiles.list(path).filter((name) => isSlot(join(path, name)))
    return { directory: path, slots: slots.map((slot) => inspectSlot(nodeFiles, slot, join(path, slot))) }
  } catch (error) {
    throw diskError('read', path, error)
  }
}

function isSlot(folder: string): boolean {
  const names = nodeFiles.list(folder)
  return names.some(
    (name) => segmentNumber(name) !== undefined || name === LOCK || name === REFUSED || name === QUARANTINE,
  )
}

function inspectSlot(files: Files, slot: string, path: string): SlotInspection {
  const names = files.list(path)
  const segments: Segment[] = []
  const damaged = files.list(join(path, QUARANTINE)).map((name) => join(path, QUARANTINE, name))
  for (const folder of [path, ...names.filter((name) => name.startsWith('adopted-')).map((name) => join(path, name))]) {
    for (const name of files.list(folder).filter((file) => segmentNumber(file) !== undefined)) {
      const segment = readIfThere(files, join(folder, name))
      if (typeof segment === 'string') damaged.push(segment)
      else if (segment) segments.push(segment)
    }
  }
  const pending = segments.filter((segment) => segment.pending > 0)
  const createdAt = pending.map(({ header }) => header.createdAt)
  return {
    slot,
    path,
    holder: holderOf(files, path),
    lines: pending.reduce((sum, segment) => sum + segment.pending, 0),
    bytes: segments.reduce((sum, { size }) => sum + size, 0),
    segments: segments.length,
    oldest: createdAt.length > 0 ? new Date(Math.min(...createdAt)) : undefined,
    destinations: destinationsOf(pending),
    damaged,
    rejected: names.filter((name) => name === REFUSED || name === REFUSED_BEFORE).map((name) => join(path, name)),
    exportLines: () => exportLines(files, pending),
  }
}

/** Returns a segment, its path if it cannot be read, or nothing if it was deleted meanwhile. */
function readIfThere(files: Files, path: string): Segment | string | undefined {
  try {
    const found = readSegment(files, path)
    if (found.kind === 'empty') return undefined
    if (found.kind === 'unreadable') return path
    readAcknowledgements(files, found.segment)
    return found.segment
  } catch {
    return files.exists(path) ? path : undefined
  }
}

function holderOf(files: Files, path: string): SlotHolder | undefined {
  const lock = lockIn(files, path)
  if (lock === undefined || lock === 'gone') return undefined
  return { pid: lock.pid, host: lock.host, since: new Date(lock.since), state: livenessOf(lock) }
}

function lockIn(files: Files, path: string): ReturnType<typeof readLock> {
  try {
    return readLock(files, join(path, LOCK))
  } catch {
    return undefined
  }
}

function destinationsOf(segments: readonly Segment[]): DestinationInspection[] {
  const found = new Map<string, { destination: Destination; lines: number }>()
  for (const { header, pending } of segments) {
    const key = JSON.stringify(header.destination)
    const known = found.get(key) ?? { destination: header.destination, lines: 0 }
    known.lines += pending
    found.set(key, known)
  }
  return [...found.values()]
}
