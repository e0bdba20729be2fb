import type { RecordMapping } from '@fluxline/point'
import { PoisonError } from '../errors.ts'

/** A number with 16 digits may not be exact as a double. */
const LONG_NUMBER = /\d{16}/
const INTEGER = /^-?\d+$/

/** Parses a message. Long integers of times and integer fields keep their digits. @throws PoisonError if it is not an object */
export function parseJson(data: Uint8Array, record: RecordMapping | undefined): object {
  let value: unknown
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(data)
    value = LONG_NUMBER.test(text) ? JSON.parse(text, exactIntegers(record)) : JSON.parse(text)
  } catch (error) {
    throw new PoisonError(`The message is not JSON: ${(error as Error).message}.`, [], { cause: error })
  }
  if (typeof value === 'object' && value !== null) return value
  throw new PoisonError('The message is JSON, but neither an object nor an array of objects.')
}

type Reviver = (this: unknown, key: string, value: unknown, context?: { readonly source?: string }) => unknown

/** Keeps the digits of integers whose key says that they are exact. */
function exactIntegers(record: RecordMapping | undefined): Reviver {
  const { timeKey = 'time', fieldTypes = {} } = record ?? {}
  return (key, value, context) => {
    if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
    const isExact = key === timeKey || (Object.hasOwn(fieldTypes, key) && /^u?int/.test(fieldTypes[key]!))
    const source = context?.source
    return isExact && source !== undefined && INTEGER.test(source) ? BigInt(source) : value
  }
}
