import { LineError, linesOf, parseLine } from './parse-line.ts'
import type { ColumnType, ParsedLine } from './parse-line.ts'

/** A line that was refused, as the response names it. */
export interface RefusedLine {
  readonly error_message: string
  readonly line_number: number
  readonly original_line: string
}

const MAX_COLUMNS = 500
/** Nanoseconds in a unit, and the unit's name in errors. */
const units: Readonly<Record<string, readonly [bigint, string]>> = {
  nanosecond: [1n, 'Nanosecond'],
  microsecond: [1_000n, 'Microsecond'],
  millisecond: [1_000_000n, 'Millisecond'],
  second: [1_000_000_000n, 'Second'],
}

/** The lines and columns of one database. */
export class Database {
  /** The lines that were stored, as they were sent. */
  readonly lines: string[] = []
  readonly tables: Map<string, Map<string, ColumnType>> = new Map()
  retentionPeriod: string | undefined

  /** Stores the lines of a body, as far as they are good. */
  write(text: string, precision: string, acceptPartial: boolean): RefusedLine[] {
    const refused: RefusedLine[] = []
    const accepted: string[] = []
    for (const [index, line] of linesOf(text).entries()) {
      try {
        const parsed = parseLine(line)
        this.#check(parsed, precision, line)
        accepted.push(line)
      } catch (error) {
        if (!(error instanceof LineError)) throw error
        const original = error instanceof ConflictError ? line.replaceAll('"', '') : line
        refused.push({
          error_message: error.message,
          line_number: index + 1,
          original_line: Array.from(original).slice(0, 20).join(''),
        })
        if (!acceptPartial) return refused
      }
    }
    for (const line of accepted) this.lines.push(line)
    return refused
  }

  #check({ table, tags, fields, time }: ParsedLine, precision: string, line: string): void {
    const columns = this.tables.get(table) ?? new Map<string, ColumnType>()
    const added = new Map<string, ColumnType>()
    for (const [name, type] of [...tags.map(([name]) => [name, 'tag'] as const), ...fields]) {
      if (name === 'time') throw new LineError(`'time' is a reserved column`)
      const known = columns.get(name) ?? added.get(name)
      if (known !== undefined && known !== type) {
        throw new ConflictError(`invalid column type for column '${name}', expected ${full(known)}, got ${full(type)}`)
      }
      if (known === undefined) added.set(name, type)
    }
    const [factor, unit] = units[precision] ?? units['nanosecond']!
    if (time !== undefined && BigInt.asIntN(64, time * factor) !== time * factor) {
      throw new LineError(`timestamp, ${time}, out of range for precision: ${unit}`)
    }
    // The time is a column too.
    if (columns.size + added.size + 1 > MAX_COLUMNS) {
      throw new LimitError(`Update to schema would exceed number of columns per table limit of ${MAX_COLUMNS} columns`)
    }
    if (line === '') throw new LineError('empty')
    for (const [name, type] of added) columns.set(name, type)
    this.tables.set(table, columns)
  }
}

class ConflictError extends LineError {}
class LimitError extends LineError {}

/** Whether a refused line is about a limit: then the status is 422. */
export function isLimit({ error_message: message }: RefusedLine): boolean {
  return message.includes('would exceed')
}

function full(type: ColumnType): string {
  return `iox::column_type::${type === 'tag' ? 'tag' : `field::${type}`}`
}
