import type { LineContext } from '@fluxline/core'
import type { TableLines } from '../src/index.ts'

const lines: keyof TableLines = Symbol.for('fluxline.lines') as never

/** Returns the chunks that a writer receives. */
export function chunksOf(table: TableLines, options?: LineContext): Uint8Array[] {
  return [...table[lines](options)]
}

/** Returns the lines that a writer receives, as text. */
export function linesOf(table: TableLines, options?: LineContext): string {
  return chunksOf(table, options)
    .map((chunk) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(chunk))
    .join('')
}
