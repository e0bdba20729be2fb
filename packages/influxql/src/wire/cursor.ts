import type { ByteQueue } from '@fluxline/internal/byte-queue'
import type { RowCells } from '@fluxline/internal/row-cells'

/**
 * Reads one format, step by step. A step that lacks bytes returns `undefined`, reads nothing, and is taken again when more
 * have arrived.
 */
export interface Cursor {
  readonly queue: ByteQueue
  /** Whether the format tells integers from floats without a fraction. */
  readonly knowsIntegers: boolean
  /** Whether there is another document; false at the end of the response. */
  document(): boolean | undefined
  /** Whether it is at a map or a list, and enters it. A null is skipped. */
  enter(): boolean | undefined
  /** Whether the map or list has another entry; false leaves it. */
  more(): boolean | undefined
  key(): string | undefined
  /** Reads a value of any depth; never `undefined` if it is complete. */
  value(): unknown
  /**
   * Reads rows of the list that was entered: as many as have arrived, and at most `most`. Returns their number; -1 at the end
   * of the list, which it leaves. Rows before one that does not fit come first.
   */
  rows(cells: RowCells, most: number): number
  /** The text of a cell of the last rows. */
  text(start: number, end: number): string
  escapedText(start: number, end: number): string
}
