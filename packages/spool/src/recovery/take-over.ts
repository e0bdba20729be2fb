import { basename, join } from 'node:path'
import { segmentNumber } from '../segments/segment.ts'
import { adoptedBefore, adoptOrphans } from './adopt.ts'
import type { AdoptedSlot } from './adopt.ts'
import { recoverSegment } from './recover.ts'
import type { RecoveryParts } from './recover.ts'

/** Takes in the lines of slots whose writers are gone: those that were moved here before, and those beside this slot. */
export function takeOverOrphans(parts: RecoveryParts, directory: string, slot: string): void {
  const { files, host } = parts
  const moved = [...adoptedBefore(files, join(directory, slot)), ...adoptOrphans(files, directory, slot, host.server)]
  for (const adopted of moved) takeOver(parts, adopted)
}

/** Moves the segments of an orphaned slot into this one. What fails is done with the next start. */
function takeOver(parts: RecoveryParts, { slot, folder }: AdoptedSlot): void {
  const { files, segments, host } = parts
  let lines = 0
  for (const name of files.list(folder)) {
    if (segmentNumber(name) === undefined) continue
    const path = segments.nextPath()
    try {
      const acknowledgements = join(folder, name.replace(/seg$/, 'ack'))
      if (files.exists(acknowledgements)) files.rename(acknowledgements, path.replace(/seg$/, 'ack'))
      files.rename(join(folder, name), path)
      segments.skipNumber(segmentNumber(basename(path))!)
    } catch {
      continue
    }
    lines += recoverSegment(parts, path)
  }
  try {
    files.removeFolder(folder)
  } catch {
    // Its refused lines and what was set aside stay there.
  }
  const message = `${lines} lines of slot ${slot}, whose writer is gone, were taken over; they are sent now.`
  if (lines > 0) host.notify({ kind: 'adopted', message, lines, path: folder })
}
