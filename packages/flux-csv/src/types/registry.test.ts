import { expect, it } from 'vitest'
import { parseColumnsSync, parseRecordsSync } from '../index.ts'
import { double } from './double.ts'
import { long } from './long.ts'
import { indexTypes, types, typesByName } from './registry.ts'

it('refuses two datatypes with one code or one name', () => {
  expect(() => indexTypes([double, { ...long, code: double.code }])).toThrow(
    'Two datatypes have the code 1; give long another.',
  )
  expect(() => indexTypes([double, { ...long, names: ['long', 'double'] }])).toThrow(
    'Two datatypes are called double; rename one.',
  )
})

it('finds each datatype by each of its names', () => {
  for (const type of Object.values(types)) for (const name of type.names) expect(typesByName.get(name)).toBe(type)
})

it.each(['vector', 'constructor', '__proto__', 'DOUBLE'])('reads the unknown datatype %s as text', (name) => {
  const bytes = new TextEncoder().encode(`#datatype,string,long,${name}\r\n,result,table,v\r\n,r,0,true\r\n`)
  const [record] = parseRecordsSync(bytes)
  expect(record?.value ?? record?.values['v']).toBe('true')
  expect(record?.toJSON()).toEqual({ result: 'r', table: 0, v: 'true' })
  const [block] = parseColumnsSync(bytes)
  const column = block?.columns[2]
  expect(column?.kind === 'dictionary' && new TextDecoder().decode(column.dictionary.bytes)).toBe('true')
})
