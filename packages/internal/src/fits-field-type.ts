import type { FieldType } from './field-type-names.ts'

/** Whether a value is of a type. Integers may be numbers, bigints or text. */
export function fits(value: unknown, type: FieldType | 'tag'): boolean {
  switch (type) {
    case 'float':
      return typeof value === 'number'
    case 'boolean':
      return typeof value === 'boolean'
    case 'int':
    case 'uint':
      return (
        typeof value === 'bigint' || Number.isInteger(value) || (typeof value === 'string' && /^-?\d+$/.test(value))
      )
    default:
      return typeof value === 'string'
  }
}
