import type { CsvOptions, TypeHintsOption } from '../model/options.ts'
import type { Block } from './block.ts'
import type { Tokenizer } from './tokenizer.ts'

/** The annotations and the header of a block. */
interface Head {
  readonly bytes: Uint8Array
  readonly rows: number
  readonly block: Block
}

const COMMA = 44
/** Longer heads are not kept. */
const LONGEST_HEAD = 4096

/**
 * The last head that was read by the usual options. Most are like the one before, of the same response or of the same query: to
 * read it again takes responses of one row, and tables of one row, 1.4 times as long (Node 24.21, November 2026).
 */
let latest: Head | undefined

/** Whether no option changes how a head is read. */
export function areUsual(
  { delimiter, maxCellBytes }: Tokenizer,
  { commentPrefix = '#', maxColumns = Infinity, typeHints }: CsvOptions & TypeHintsOption,
): boolean {
  const hasLimits = maxColumns !== Infinity || maxCellBytes !== Infinity
  return delimiter === COMMA && commentPrefix === '#' && !hasLimits && typeHints === undefined
}

/** Keeps a head that begins at one position and ends before another. */
export function rememberHead(bytes: Uint8Array, start: number, end: number, rows: number, block: Block): void {
  if (end - start > LONGEST_HEAD) return
  latest = { bytes: Uint8Array.from(bytes.subarray(start, end)), rows, block: copyOf(block) }
}

/** Returns the kept head if these bytes have it at a position. Its block is a copy. */
export function knownHead(bytes: Uint8Array, position: number): Head | undefined {
  if (latest === undefined || bytes.length - position < latest.bytes.length) return undefined
  const { bytes: known, rows, block } = latest
  for (let at = 0; at < known.length; at++) if (bytes[position + at] !== known[at]) return undefined
  return { bytes: known, rows, block: copyOf(block) }
}

/** A user may change the columns of a table. */
function copyOf({ columns, types, offset }: Block): Block {
  return { columns: columns.map((column) => ({ ...column })), types, offset }
}
