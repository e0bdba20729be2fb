import { BOOLEAN, DOUBLE, TEXT } from '../types/cell-codes.ts'
import type { ColumnBuilder } from './column-builder.ts'
import { setEmpty } from '../types/decoded-cells.ts'
import type { PlainRows } from '../wasm/wasm-rows.ts'

/** Sets the rows of a column, from one on, to what was read last. */
export function setPlain(builder: ColumnBuilder, row: number, rows: number, plain: PlainRows, column: number): void {
  const { doubles, words } = plain.machine
  const from = plain.valuesOf(column)
  switch (builder.code) {
    case TEXT:
      setTexts(builder, row, rows, plain, column)
      return
    case DOUBLE:
      builder.doubles.set(doubles.subarray(from, from + rows), row)
      break
    case BOOLEAN:
      for (let each = 0; each < rows; each++) builder.setBoolean(row + each, words[(from + each) * 2] === 1)
      break
    default:
      builder.words.set(words.subarray(from * 2, (from + rows) * 2), row * 2)
  }
  const emptiness = plain.emptinessOf(column)
  if (emptiness === undefined) return
  for (let each = 0; each < rows; each++) if (emptiness[each] === 1) setEmpty(builder, row + each)
}

function setTexts(builder: ColumnBuilder, row: number, rows: number, plain: PlainRows, column: number): void {
  const { words } = plain.machine
  const from = plain.valuesOf(column) * 2
  const places = builder.placesFor(plain)
  if (places === undefined) {
    for (let each = 0; each < rows; each++) setText(builder, row + each, plain, words[from + each * 2]!)
  } else if (plain.steady[column]!) {
    const { changes } = plain
    for (let index = 0; index < changes.length; index++) {
      const each = changes[index]!
      setPlaced(builder, row + each, plain, words[from + each * 2]!, places)
      builder.repeatText(row + each, row + (changes[index + 1] ?? rows))
    }
  } else {
    const { indices } = builder
    for (let each = 0; each < rows; each++) {
      each = placeKnown(indices, row, words, from, each, rows, places)
      if (each < rows) setPlaced(builder, row + each, plain, words[from + each * 2]!, places)
    }
  }
}

/** Sets rows, from one on, to texts whose place is known, and returns the first whose text is not. */
function placeKnown(
  indices: Int32Array,
  row: number,
  words: Int32Array,
  from: number,
  first: number,
  rows: number,
  places: Int32Array,
): number {
  let each = first
  for (; each < rows; each++) {
    const place = places[words[from + each * 2]!]!
    if (place === 0) break
    indices[row + each] = place - 1
  }
  return each
}

/** Sets a row to a text of the machine's, and notes its place in the dictionary. */
function setPlaced(builder: ColumnBuilder, row: number, plain: PlainRows, number: number, places: Int32Array): void {
  const { indices } = builder
  if (places[number]! > 0) indices[row] = places[number]! - 1
  else {
    setText(builder, row, plain, number)
    if (number > 0) places[number] = indices[row]! + 1
  }
}

/** Sets a row to a text of the machine's, whose number is 0 where its cell is empty. */
function setText(builder: ColumnBuilder, row: number, { machine }: PlainRows, number: number): void {
  const { words, view, layout } = machine
  const entry = (layout.TEXTS >> 2) + number * 2
  if (number === 0) setEmpty(builder, row)
  else builder.setTextIn(row, view, words[entry]!, words[entry + 1]!)
}
