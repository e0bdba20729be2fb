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

const CONFLICT = /input field "([^]*)" on measurement "([^]*)" is type (\w+), already exists as type \w+/

/**
 * Finds the lines that a server dropped because of a field type conflict and does not name: those that write the field
 * with the type that it refused. Returns `undefined` if the reason is another one, or if the server counts more or fewer.
 */
export function findConflicts(
  lines: readonly string[],
  reason: string,
  dropped: number,
): readonly number[] | undefined {
  const [, field = '', measurement, type = ''] = CONFLICT.exec(reason) ?? []
  if (measurement === undefined) return undefined
  const found = lines.flatMap((line, index) => {
    const point = parse(line)
    return point?.measurement === measurement && point.fieldType(field) === types[type] ? [index] : []
  })
  return found.length === dropped ? found : undefined
}

function parse(line: string): Point | undefined {
  try {
    return parseLineProtocol(line)[0]
  } catch {
    return undefined
  }
}
