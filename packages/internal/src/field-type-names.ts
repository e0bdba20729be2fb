/** The types of fields, and what annotated CSV calls each. */
export const fieldTypeNames = {
  float: { csv: 'double' },
  int: { csv: 'long' },
  uint: { csv: 'unsignedLong' },
  boolean: { csv: 'boolean' },
  string: { csv: 'string' },
} as const

/** The type of a field. */
export type FieldType = keyof typeof fieldTypeNames
