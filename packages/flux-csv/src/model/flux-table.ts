import type { FluxColumn } from './flux-column.ts'
import type { FluxRecord, TableMeta } from './flux-record.ts'
import type { RowShape } from '../records/record-object.ts'
import type { Timestamp } from './timestamp.ts'

/** The records that share a group key, with their columns. */
export class FluxTable<Time = Timestamp, Integer = number> implements TableMeta {
  readonly index: number
  readonly result: string
  readonly columns: readonly FluxColumn[]
  readonly shape: RowShape
  readonly records: FluxRecord<Time, Integer>[] = []

  constructor({ index, result, columns, shape }: TableMeta) {
    this.index = index
    this.result = result
    this.columns = columns
    this.shape = shape
  }

  /** The columns whose values all records of this table share, in order. */
  get groupKey(): readonly FluxColumn[] {
    return this.columns.filter(({ group }) => group)
  }

  /** The column of a label, the last of several; `undefined` where there is none. */
  column(label: string): FluxColumn | undefined {
    return this.columns.findLast((column) => column.label === label)
  }

  [Symbol.iterator](): Iterator<FluxRecord<Time, Integer>> {
    return this.records[Symbol.iterator]()
  }

  toJSON(): { result: string; table: number; columns: readonly FluxColumn[]; records: readonly unknown[] } {
    return {
      result: this.result,
      table: this.index,
      columns: this.columns,
      records: this.records.map((record) => record.toJSON()),
    }
  }
}
