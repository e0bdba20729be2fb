import { expect, it } from 'vitest'
import { fieldTypeNames } from './field-type-names.ts'

it('names each field type as a #datatype annotation does, and no two alike', () => {
  const names = Object.values(fieldTypeNames).map(({ csv }) => csv)
  expect(names).toEqual(['double', 'long', 'unsignedLong', 'boolean', 'string'])
  expect(new Set(names).size).toBe(Object.keys(fieldTypeNames).length)
})
