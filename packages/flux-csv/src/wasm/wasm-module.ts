import { DOUBLE, LONG, SAFE_LONG, UNSIGNED } from '../types/cell-codes.ts'
import { decodeDouble, decodeInteger } from '../types/decode-text.ts'
import { rowsWasm } from './rows-wasm.ts'

/** How many readers that take turns keep their texts; they hold a few megabytes each. */
const MOST_MACHINES = 4

/** What `assembly/rows.ts` exports. */
interface RowsModule extends Readonly<Record<LayoutName, WebAssembly.Global<'i32'>>> {
  readonly memory: WebAssembly.Memory
  setRows(count: number, most: number, delimiter: number, comment: number, hasOffset: boolean): void
  setColumn(index: number, code: number, place: number, end: number, isRun: boolean): void
  setInput(length: number): void
  readRows(start: number, most: number): number
  getPosition(): number
  countChanges(): number
  hasEmpty(index: number): number
  countTexts(): number
  lacksRoom(): number
  forgetTexts(seed: number): void
}

const LAYOUT = [
  'CHANGES',
  'EMPTINESS',
  'INPUT',
  'INPUT_SIZE',
  'MOST_COLUMNS',
  'MOST_ROWS',
  'MOST_VALUES',
  'TEXTS',
  'VALUES',
] as const

type LayoutName = (typeof LAYOUT)[number]

/**
 * The WebAssembly that reads rows into columns, and its memory.
 *
 * One reader after the other has it; what it keeps from one use to the next, its texts, is no more than a saving.
 */
export class RowMachine {
  readonly rows: RowsModule
  /** Where things lie in the memory, and how many there may be. */
  readonly layout: Readonly<Record<LayoutName, number>>
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly doubles: Float64Array
  readonly words: Int32Array
  readonly signed: BigInt64Array
  readonly unsigned: BigUint64Array
  /** Who uses it: a token of a reader, so that nothing of the reader stays. */
  owner: object | undefined
  /** When it was taken last. */
  turn = 0
  /** Whether what it read is still being looked at. */
  isBusy = false

  constructor(module: WebAssembly.Module) {
    const readOdd = (code: number, start: number, end: number, value: number): boolean =>
      this.#readOdd(code, start, end, value)
    this.rows = new WebAssembly.Instance(module, { rows: { readOdd } }).exports as unknown as RowsModule
    this.layout = Object.fromEntries(LAYOUT.map((name) => [name, this.rows[name].value])) as Record<LayoutName, number>
    const { buffer } = this.rows.memory
    this.bytes = new Uint8Array(buffer)
    this.view = new DataView(buffer)
    this.doubles = new Float64Array(buffer)
    this.words = new Int32Array(buffer)
    this.signed = new BigInt64Array(buffer)
    this.unsigned = new BigUint64Array(buffer)
  }

  /** Stores the value of a cell of a seldom form; false where it has none that fits. */
  #readOdd(code: number, start: number, end: number, value: number): boolean {
    const text = utf8.decode(this.bytes.subarray(start, end))
    const place = value >> 3
    if (code === DOUBLE) {
      const double = decodeDouble(text)
      if (double !== undefined) this.doubles[place] = double
      return double !== undefined
    }
    const integer = decodeInteger(text, code === LONG || code === SAFE_LONG)
    // Where integers stay text they stay as they were written.
    if (integer === undefined || String(integer) !== text) return false
    if (code === LONG || code === UNSIGNED) this.signed[place] = integer
    else this.doubles[place] = Number(integer)
    return code === LONG || code === UNSIGNED || Number.isSafeInteger(this.doubles[place])
  }
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
const machines: RowMachine[] = []
let turns = 0
let compiled: WebAssembly.Module | undefined
/** Whether the platform has none: some allow no code but what was deployed. */
let isWithout = new Uint8Array(new Uint16Array([1]).buffer)[0] !== 1

/**
 * A machine for a reader: the one that it had, if nobody else took it, or one that is free, or the one whose reader has
 * not come for the longest time; `undefined` where there is none.
 */
export function machineFor(owner: object): RowMachine | undefined {
  const machine = machines.find((each) => each.owner === owner) ?? freeMachine()
  if (machine !== undefined) machine.turn = ++turns
  return machine
}

function freeMachine(): RowMachine | undefined {
  const idle = machines.filter(({ isBusy }) => !isBusy)
  const free = idle.find(({ owner }) => owner === undefined) ?? newMachine()
  return free ?? idle.find(({ turn }) => idle.every((other) => turn <= other.turn))
}

function newMachine(): RowMachine | undefined {
  if (machines.length >= MOST_MACHINES || isWithout) return undefined
  try {
    compiled ??= new WebAssembly.Module(Uint8Array.from(atob(rowsWasm), codeOfCharacter))
    const machine = new RowMachine(compiled)
    machines.push(machine)
    return machine
  } catch {
    isWithout ||= machines.length === 0
    return undefined
  }
}

function codeOfCharacter(character: string): number {
  return character.charCodeAt(0)
}
