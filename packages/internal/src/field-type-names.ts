/** The type of a field. */
export type FieldType = 'float' | 'int' | 'uint' | 'boolean' | 'string'

/** What annotated CSV calls each field type. The compiler asks for a row where a package looks a type up. */
export const fieldTypeNames = {
  float: { csv: 'double' },
  int: { csv: 'long' },
  uint: { csv: 'unsignedLong' },
  boolean: { csv: 'boolean' },
  string: { csv: 'string' },
} as const
