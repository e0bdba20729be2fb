import { join } from 'node:path'
import type { SpoolHost } from '@fluxline/write-batching/spool'
import { diskError } from '../errors.ts'
import type { Files } from '../files/files.ts'
import { QUARANTINE } from '../segments/quarantine.ts'
import type { Quarantine } from '../segments/quarantine.ts'
import { readAcknowledgements, readSegment } from '../segments/read-segment.ts'
import { segmentNumber } from '../segments/segment.ts'
import type { Segment } from '../segments/segment.ts'
import type { Segments } from '../segments/segments.ts'

/** What recovery works with. */
export interface RecoveryParts {
  readonly files: Files
  readonly segments: Segments
  readonly quarantine: Quarantine
  readonly host: SpoolHost
  /** A segment of another writer is one of this slot now. */
  readonly found: (segment: Segment) => void
}

/** Takes in every segment of a folder, and announces its lines. Returns how many lines these are. @throws SpoolError */
export function recoverFolder(parts: RecoveryParts, folder: string): number {
  const { files, segments } = parts
  let names: string[]
  try {
    names = files.list(folder)
  } catch (error) {
    throw diskError('read', folder, error)
  }
  // What was set aside keeps its name.
  for (const name of [...names, ...namesIn(files, join(folder, QUARANTINE))]) {
    segments.skipNumber(segmentNumber(name) ?? 0)
  }
  let lines = 0
  for (const name of names) {
    if (segmentNumber(name) === undefined) continue
    lines += recoverSegment(parts, join(folder, name))
  }
  removeLonely(parts, folder, names)
  return lines
}

function namesIn(files: Files, folder: string): string[] {
  try {
    return files.list(folder)
  } catch {
    return []
  }
}

/** Takes in one segment, and announces its lines. Returns how many these are. */
export function recoverSegment(parts: RecoveryParts, path: string): number {
  const segment = takeIn(parts, path)
  if (segment === undefined) return 0
  const { pending } = segment
  if (pending === 0) parts.segments.remove(segment, 'later')
  else {
    parts.found(segment)
    parts.host.recovered(announcementOf(segment))
  }
  return pending
}

/** Takes one segment in; returns nothing if it is set aside. */
function takeIn({ files, segments, quarantine, host }: RecoveryParts, path: string): Segment | undefined {
  let found
  try {
    found = readSegment(files, path)
  } catch (error) {
    quarantine.move(path, 0, `cannot be read (${String(error)})`)
    return undefined
  }
  if (found.kind === 'unreadable') {
    quarantine.move(path, found.bytes, found.reason)
    return undefined
  }
  if (found.kind === 'empty') {
    removeEmpty(files, host, path)
    return undefined
  }
  const { segment, tornBytes, isHeaderDamaged } = found
  const twin = segments.log(segment.log)?.segments.find(({ first, to }) => first === segment.first && to === segment.to)
  if (twin && twin.header.salt === segment.header.salt) {
    quarantine.move(path, segment.size, `is a copy of ${twin.path}`)
    return undefined
  }
  if (isHeaderDamaged) {
    host.notify({ kind: 'damaged', message: `A copy of the header of ${path} is damaged; the other is intact.`, path })
  }
  if (tornBytes > 0) cutOff(files, host, segment, tornBytes)
  readAcknowledgements(files, segment)
  segments.add(segment)
  return segment
}

/** Removes a segment that was created, and nothing more. */
function removeEmpty(files: Files, host: SpoolHost, path: string): void {
  host.notify({ kind: 'torn', message: `${path} is empty: its writing was interrupted.`, bytes: 0, path })
  void files.removeLater(path).catch(() => {})
}

/** Cuts off what follows the last intact frame: a crash or a full disk interrupted its writing. */
function cutOff(files: Files, host: SpoolHost, segment: Segment, bytes: number): void {
  const { path } = segment
  const message = `The last ${bytes} bytes of ${path} are incomplete and were cut off: their writing was interrupted.`
  try {
    const file = files.open(path, 'write')
    file.truncate(segment.size - bytes)
    file.close()
    segment.size -= bytes
    host.notify({ kind: 'torn', message, bytes, path })
  } catch (error) {
    host.notify({
      kind: 'torn',
      message: `${message} The file could not be cut: ${String(error)}.`,
      bytes,
      path,
      error,
    })
  }
}

/** Removes acknowledgements whose segment is gone. */
function removeLonely({ files }: RecoveryParts, folder: string, names: readonly string[]): void {
  const known = new Set(names)
  for (const name of names) {
    if (/^\d{20}\.ack$/.test(name) && !known.has(name.replace(/ack$/, 'seg'))) {
      void files.removeLater(join(folder, name)).catch(() => {})
    }
  }
}

function announcementOf({
  header,
  first,
  to,
  pending,
  size,
  dataStart,
}: Segment): Parameters<SpoolHost['recovered']>[0] {
  const bytes = Math.round(((size - dataStart) * pending) / Math.max(1, to - first))
  return { log: header.log, destination: header.destination, from: first, to, lines: pending, bytes }
}
