import { decodeText } from '@fluxline/internal/decode-text'
import { codeOf } from '../files/files.ts'
import type { Files } from '../files/files.ts'
import { scanWhole } from '../segments/read-segment.ts'
import type { Segment } from '../segments/segment.ts'
import type { ExportedLines } from './inspection.ts'

/** Reads the lines of segments that have not ended, in the order in which they were accepted. Damage is left out. */
export async function* exportLines(files: Files, segments: readonly Segment[]): AsyncGenerator<ExportedLines> {
  for (const segment of segments.toSorted((a, b) => a.number - b.number)) {
    const { destination } = segment.header
    for (const { from, to, body } of framesOf(files, segment)) {
      if (segment.ended.includes({ from, to })) continue
      yield { destination, lines: to - from, text: decodeText(body) }
    }
  }
}

function framesOf(files: Files, segment: Segment): ReturnType<typeof scanWhole>['scan']['frames'] {
  try {
    return scanWhole(files, segment).scan.frames
  } catch (error) {
    // Its lines were stored while others were read.
    if (codeOf(error) === 'ENOENT') return []
    throw error
  }
}
