import { boolean, buildColumn, dateTime, double, long, string, unsignedLong } from '@fluxline/flux-csv/columns'
import type { ColumnBuilding, ColumnData, ColumnType } from '@fluxline/flux-csv/columns'
import { ESCAPED, FALSE, FLOAT, INT64, INTEGER, NULL, TEXT, TRUE, UINT64 } from '@fluxline/internal/row-cells'
import type { RowCells } from '@fluxline/internal/row-cells'
import type { CellSource, CellType } from './cell-source.ts'

const TWO_32 = 4_294_967_296
const utf8 = new TextEncoder()
const types: Readonly<Record<CellType, ColumnType>> = {
  float: double,
  integer: long,
  unsigned: unsignedLong,
  string,
  boolean,
  time: dateTime,
}

/** The cells of one column: its first value that is not null decides of which type it is, unless a hint does. */
export class CellColumn {
  readonly label: string
  readonly #index: number
  readonly #isTag: boolean
  readonly #source: CellSource
  #builder: ColumnBuilding | undefined
  /** What a number without a fraction is. */
  readonly #integersAre: ColumnType
  /** Whether a hint says that it has floats. */
  readonly #isFloat: boolean
  #capacity = 0
  #hasNegative = false

  constructor(label: string, index: number, source: CellSource, type?: CellType | 'tag') {
    this.label = label
    this.#index = index
    this.#source = source
    this.#isTag = type === 'tag'
    this.#isFloat = type === 'float'
    if (type !== undefined) this.#begin(type === 'tag' ? string : types[type], 0)
    this.#integersAre = source.knowsIntegers ? long : double
  }

  /** The type of its values; `undefined` as long as all of them are null. */
  get type(): ColumnType | undefined {
    return this.#builder?.type
  }

  reserve(rows: number): void {
    this.#capacity = rows
    this.#builder?.reserve(rows)
  }

  /**
   * Sets the values of rows up to before `end`, and returns the first that needs {@link set}: it does not fit, or the type of
   * the column begins or changes with it.
   *
   * A loop for each type has little in it. With these loops, rows that are read at once and the guess of the dictionary,
   * tables of InfluxQL are read 1.5 times as fast as cell by cell (Node 24.21, November 2026).
   *
   * @param row the row of the block that the cells of `start` go to
   */
  setRun(row: number, cells: RowCells, column: number, start: number, end: number): number {
    switch (this.#builder?.type) {
      case double:
        return this.#setDoubles(this.#builder, row, cells, column, start, end)
      case string:
        return this.#setTexts(this.#builder, row, cells, column, start, end)
      case long:
      case dateTime:
        return this.#setIntegers(this.#builder, row, cells, column, start, end)
      default:
        for (let index = start; index < end; index++)
          if (!this.#fits(row + index - start, cells, index * cells.width + column)) return index
        return end
    }
  }

  #setDoubles(
    builder: ColumnBuilding,
    row: number,
    cells: RowCells,
    column: number,
    start: number,
    end: number,
  ): number {
    const { kinds, numbers, width } = cells
    for (let index = start, to = row, cell = start * width + column; index < end; index++, to++, cell += width) {
      if (kinds[cell] === FLOAT) builder.setDouble(to, numbers[cell]!)
      else if (!this.#fits(to, cells, cell)) return index
    }
    return end
  }

  #setTexts(builder: ColumnBuilding, row: number, cells: RowCells, column: number, start: number, end: number): number {
    const { kinds, highs, lows, width } = cells
    const { view } = this.#source.queue
    for (let index = start, to = row, cell = start * width + column; index < end; index++, to++, cell += width) {
      if (kinds[cell] === TEXT) builder.setTextIn(to, view, highs[cell]!, lows[cell]! - highs[cell]!)
      else if (!this.#fits(to, cells, cell)) return index
    }
    return end
  }

  #setIntegers(
    builder: ColumnBuilding,
    row: number,
    cells: RowCells,
    column: number,
    start: number,
    end: number,
  ): number {
    const { kinds, numbers, highs, lows, width } = cells
    const isTime = builder.type === dateTime
    for (let index = start, to = row, cell = start * width + column; index < end; index++, to++, cell += width) {
      const kind = kinds[cell]
      if (kind === INTEGER) {
        const value = numbers[cell]!
        const high = Math.floor(value / TWO_32)
        if (high < 0) this.#hasNegative = true
        builder.setHalves(to, high, value)
      } else if (kind === INT64 && isTime) builder.setHalves(to, highs[cell]!, lows[cell]!)
      else if (!this.#fits(to, cells, cell)) return index
    }
    return end
  }

  /** Sets a value that {@link set} takes without a problem, and without another type. */
  #fits(row: number, cells: RowCells, cell: number): boolean {
    const kind = cells.kinds[cell]
    if (this.#builder === undefined ? kind !== NULL : kind === UINT64 && this.type === long) return false
    try {
      return this.set(row, cells, cell) === undefined
    } catch {
      return false
    }
  }

  /** Sets the value of a row; returns what is wrong if it does not fit. */
  set(row: number, cells: RowCells, cell: number): string | undefined {
    const { kinds, numbers, highs, lows } = cells
    switch (kinds[cell]) {
      case NULL:
        this.#builder?.setNull(row)
        return undefined
      case FLOAT: {
        const builder = this.#builder ?? this.#begin(double, row)
        if (builder.type !== double) return this.#mixed('a float')
        builder.setDouble(row, numbers[cell]!)
        return undefined
      }
      case TEXT: {
        const builder = this.#builder ?? this.#begin(string, row)
        if (builder.type !== string) return this.#mixed('text')
        builder.setTextIn(row, this.#source.queue.view, highs[cell]!, lows[cell]! - highs[cell]!)
        return undefined
      }
      case ESCAPED:
        return this.setText(row, this.#source.escapedText(highs[cell]!, lows[cell]!))
      case FALSE:
      case TRUE: {
        const builder = this.#builder ?? this.#begin(boolean, row)
        if (builder.type !== boolean) return this.#mixed('a boolean')
        builder.setBoolean(row, kinds[cell] === TRUE)
        return undefined
      }
      case INTEGER: {
        const value = numbers[cell]!
        const builder = this.#builder ?? this.#begin(this.#integersAre, row)
        if (builder.type !== double) return this.#setInteger(builder, row, Math.floor(value / TWO_32), value)
        builder.setDouble(row, value)
        return undefined
      }
      default:
        return this.#setLarge(row, highs[cell]!, lows[cell]!, kinds[cell] === UINT64)
    }
  }

  setText(row: number, text: string): string | undefined {
    const builder = this.#builder ?? this.#begin(string, row)
    if (builder.type !== string) return this.#mixed('text')
    const bytes = utf8.encode(text)
    builder.setText(row, bytes, 0, bytes.length)
    return undefined
  }

  /** Repeats the text of a row up to before `end`. */
  repeat(row: number, end: number): void {
    this.#builder!.repeatText(row, end)
  }

  /** Returns the values of a block, and begins the next one; `undefined` if all of them are null, and none had a type. */
  build(length: number): ColumnData | undefined {
    return this.#builder?.build(length)
  }

  /** Sets an integer that is not safe. */
  #setLarge(row: number, high: number, low: number, isUnsigned: boolean): string | undefined {
    const type = isUnsigned && this.#integersAre === long ? unsignedLong : this.#integersAre
    const builder = this.#builder ?? this.#begin(type, row)
    if (builder.type === double) {
      if (this.#source.knowsIntegers) return this.#mixed('an integer')
      if (!this.#isFloat) return 'JSON does not say whether it is an integer or a float; pass its type in typeHints'
      // Rounded once, to the nearest double: the digits are those of one.
      builder.setDouble(row, (isUnsigned ? high >>> 0 : high) * TWO_32 + low)
      return undefined
    }
    if (!isUnsigned) return this.#setInteger(builder, row, high, low)
    if (this.#hasNegative) return 'it is 2^63 or more, and values before it are negative; query them apart'
    if (builder.type === long) builder.type = unsignedLong
    if (builder.type !== unsignedLong) return this.#mixed('an integer')
    builder.setHalves(row, high, low)
    return undefined
  }

  #setInteger(builder: ColumnBuilding, row: number, high: number, low: number): string | undefined {
    const { type } = builder
    if (type !== long && type !== dateTime) {
      if (type !== unsignedLong) return this.#mixed('an integer')
      if (high < 0) return 'it is negative, and its column unsigned; query them apart'
    }
    if (high < 0) this.#hasNegative = true
    builder.setHalves(row, high, low)
    return undefined
  }

  #mixed(what: string): string {
    const before = Object.entries(types).find(([, type]) => type === this.type)![0]
    return `it is ${what}, and its column has the type ${before}; pass another in typeHints, or query them apart`
  }

  /** Begins to keep values: those of all rows before are null. */
  #begin(type: ColumnType, row: number): ColumnBuilding {
    const column = {
      index: this.#index,
      label: this.label,
      dataType: type.names[0],
      group: this.#isTag,
      defaultValue: '',
    }
    this.#builder = buildColumn(column, type)
    if (this.#capacity > 0) this.#builder.reserve(this.#capacity)
    for (let before = 0; before < row; before++) this.#builder.setNull(before)
    return this.#builder
  }
}
