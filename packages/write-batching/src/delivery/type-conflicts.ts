import { parseLineProtocol } from '@fluxline/point'
import type { FieldType, Point } from '@fluxline/point'

/** Field types by the names that the server uses. */
const types: Readonly<Record<string, FieldType>> = {
  float: 'float',
  integer: 'int',
  unsigned: 'uint',
  boolean: 'boolean',
  string: 'string',
}

const FIELD = 'input field "'
const MEASUREMENT = '" on measurement "'
const TYPE = /" is type (\w+), already exists as type \w/g

/**
 * Finds the lines that a server probably dropped because of a field type conflict, and does not name: those that write the
 * field with the type that it refused. Returns `undefined` if the reason is another one.
 */
export function findConflicts(lines: readonly string[], reason: string): readonly number[] | undefined {
  const conflict = readConflict(reason)
  if (conflict === undefined) return undefined
  const { measurement, field, type } = conflict
  return lines.flatMap((line, index) => {
    const point = parse(line)
    return point?.measurement === measurement && point.fieldType(field) === type ? [index] : []
  })
}

interface Conflict {
  readonly measurement: string
  readonly field: string
  readonly type: FieldType
}

/**
 * Reads `input field "<field>" on measurement "<measurement>" is type <type>, already exists as type <type>`.
 *
 * Names may have quotes, so the last of each mark counts. One expression for all of it would take cubic time.
 */
function readConflict(reason: string): Conflict | undefined {
  const end = [...reason.matchAll(TYPE)].at(-1)
  const start = reason.indexOf(FIELD) + FIELD.length
  if (end === undefined || start < FIELD.length) return undefined
  const middle = reason.lastIndexOf(MEASUREMENT, end.index - MEASUREMENT.length)
  const type = types[end[1]!]
  if (middle < start || type === undefined) return undefined
  return { measurement: reason.slice(middle + MEASUREMENT.length, end.index), field: reason.slice(start, middle), type }
}

function parse(line: string): Point | undefined {
  try {
    return parseLineProtocol(line)[0]
  } catch {
    return undefined
  }
}
