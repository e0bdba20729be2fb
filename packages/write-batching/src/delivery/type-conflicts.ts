import { parseLineProtocol } from '@fluxline/point'
import type { FieldType, Point } from '@fluxline/point'

/** The server's words for the types of fields. */
const types: Readonly<Record<string, FieldType>> = {
  float: 'float',
  integer: 'int',
  unsigned: 'uint',
  boolean: 'boolean',
  string: 'string',
}

const CONFLICT = /input field "([^]*)" on measurement "([^]*)" is type (\w+), already exists as type \w+/

/**
 * Finds the lines that a server dropped for a conflict of field types, which it does not name: those which write the
 * field with the type that it refused. `undefined` where the reason is another one, or those are not as many as it counts.
 */
export function findConflicts(
  lines: readonly string[],
  reason: string,
  dropped: number,
): readonly number[] | undefined {
  const [, field = '', measurement, type = ''] = CONFLICT.exec(reason) ?? []
  if (measurement === undefined) return undefined
  const found = lines.flatMap((line, at) => {
    const point = parse(line)
    return point?.measurement === measurement && point.fieldType(field) === types[type] ? [at] : []
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
