import { base64 } from './base64.ts'
import { boolean } from './boolean.ts'
import { dateTimeNumber } from './date-time-number.ts'
import { dateTime } from './date-time.ts'
import type { DataType } from './define-type.ts'
import { double } from './double.ts'
import { duration } from './duration.ts'
import { long } from './long.ts'
import { string } from './string.ts'
import { unsignedLong } from './unsigned-long.ts'

/** All datatypes. `generate.ts` makes the switches and the codes of WebAssembly from them. */
export const types: Readonly<Record<string, DataType>> = {
  string,
  double,
  long,
  unsignedLong,
  boolean,
  dateTime,
  duration,
  base64,
  dateTimeNumber,
}

/** The datatypes by the names that annotations have for them. */
export const typesByName: ReadonlyMap<string, DataType> = indexTypes(Object.values(types))

/** Indexes datatypes by name. @throws Error if two of them have the same name or code */
export function indexTypes(list: readonly DataType[]): Map<string, DataType> {
  const byName = new Map<string, DataType>()
  const codes = new Set<number>()
  for (const type of list) {
    if (codes.has(type.code))
      throw new Error(`Two datatypes have the code ${type.code}; give ${type.names[0]} another.`)
    codes.add(type.code)
    for (const name of type.names) {
      if (byName.has(name)) throw new Error(`Two datatypes are called ${name}; rename one.`)
      byName.set(name, type)
    }
  }
  return byName
}
