import type { LinesContext } from '@fluxline/core'
import { Table } from 'apache-arrow'
import type { Vector } from 'apache-arrow'
import { expect } from 'vitest'
import { tableLines } from '../src/index.ts'
import type { TableLines, TableLinesOptions } from '../src/index.ts'

const lines: keyof TableLines = Symbol.for('fluxline.lines') as never

/** Returns the chunks that a writer receives. */
export function chunksOf(table: TableLines, options?: LinesContext): Uint8Array[] {
  return [...table[lines](options)]
}

/** Returns the lines that a writer receives, as text. */
export function linesOf(table: TableLines, options?: LinesContext): string {
  return chunksOf(table, options)
    .map((chunk) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(chunk))
    .join('')
}

/** Returns the lines of a table of these columns, of measurement `m` and with the time column `t` by default. */
export function write(columns: Record<string, Vector>, options: Partial<TableLinesOptions> = {}): string[] {
  const all = { measurement: 'm', timeColumn: 't', ...options } as TableLinesOptions
  return linesOf(tableLines(new Table(columns), all))
    .split('\n')
    .slice(0, -1)
}

/** Matches an error by its code and message. */
export function refused(code: string, message: RegExp): unknown {
  return expect.objectContaining({ code, message: expect.stringMatching(message) })
}
