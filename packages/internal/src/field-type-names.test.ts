import { expect, it } from 'vitest'
import { fieldTypeNames } from './field-type-names.ts'

it('names each field type as a #datatype annotation does', () => {
  expect(fieldTypeNames).toMatchObject({
    float: { csv: 'double' },
    int: { csv: 'long' },
    uint: { csv: 'unsignedLong' },
    boolean: { csv: 'boolean' },
    string: { csv: 'string' },
  })
})
