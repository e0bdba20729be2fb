import type { WasmRows } from '../wasm/wasm-rows.ts'
import type { ColumnBuilder } from './column-builder.ts'

/** Sets rows of a column, from `row` on, to the last rows that WebAssembly read. */
export function setFromWasm(builder: ColumnBuilder, row: number, rows: number, wasm: WasmRows, column: number): void {
  const { doubles, words } = wasm.module
  const from = wasm.valuesOf(column)
  switch (builder.type.storage) {
    case 'utf8':
      setTexts(builder, row, rows, wasm, column)
      return
    case 'float64':
      builder.doubles.set(doubles.subarray(from, from + rows), row)
      break
    case 'boolean':
      for (let each = 0; each < rows; each++) builder.setBoolean(row + each, words[(from + each) * 2] === 1)
      break
    default:
      builder.words.set(words.subarray(from * 2, (from + rows) * 2), row * 2)
  }
  const emptiness = wasm.emptinessOf(column)
  if (emptiness === undefined) return
  for (let each = 0; each < rows; each++) if (emptiness[each] === 1) builder.setEmpty(row + each)
}

function setTexts(builder: ColumnBuilder, row: number, rows: number, wasm: WasmRows, column: number): void {
  const { words } = wasm.module
  const from = wasm.valuesOf(column) * 2
  const known = builder.indexByNumber(wasm)
  if (known === undefined) {
    for (let each = 0; each < rows; each++) setText(builder, row + each, wasm, words[from + each * 2]!)
  } else if (wasm.isConstant[column]!) {
    const { changes } = wasm
    for (let index = 0; index < changes.length; index++) {
      const each = changes[index]!
      setIndexed(builder, row + each, wasm, words[from + each * 2]!, known)
      builder.repeatText(row + each, row + (changes[index + 1] ?? rows))
    }
  } else {
    const { indices } = builder
    for (let each = 0; each < rows; each++) {
      each = setKnown(indices, row, words, from, each, rows, known)
      if (each < rows) setIndexed(builder, row + each, wasm, words[from + each * 2]!, known)
    }
  }
}

/** Sets rows to texts whose index is known, and returns the first row whose text is not. */
function setKnown(
  indices: Int32Array,
  row: number,
  words: Int32Array,
  from: number,
  first: number,
  rows: number,
  known: Int32Array,
): number {
  let each = first
  for (; each < rows; each++) {
    const index = known[words[from + each * 2]!]!
    if (index === 0) break
    indices[row + each] = index - 1
  }
  return each
}

/** Sets a row to a text of the module, and notes its index in the dictionary. */
function setIndexed(builder: ColumnBuilder, row: number, wasm: WasmRows, number: number, known: Int32Array): void {
  const { indices } = builder
  if (known[number]! > 0) indices[row] = known[number]! - 1
  else {
    setText(builder, row, wasm, number)
    if (number > 0) known[number] = indices[row]! + 1
  }
}

/** Sets a row to a text of the module. The number of an empty cell is 0. */
function setText(builder: ColumnBuilder, row: number, { module }: WasmRows, number: number): void {
  const { words, view, layout } = module
  const entry = (layout.TEXTS >> 2) + number * 2
  if (number === 0) builder.setEmpty(row)
  else builder.setTextIn(row, view, words[entry]!, words[entry + 1]!)
}
