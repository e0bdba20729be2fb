import { copyOptions } from '@fluxline/internal/copy-options'
import { checkOptions } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import type { StandardSchema } from '@fluxline/internal/standard-schema'
import type { RecordMapping } from '@fluxline/point'
import { PoisonError } from '../errors.ts'
import { markOurs } from './decode.ts'
import type { Decode } from './decode.ts'
import { gunzip, isGzip } from './gunzip.ts'
import { parseJson } from './parse-json.ts'

/** How JSON becomes points. */
export interface JsonOptions {
  /**
   * Where an object has the parts of its point; pass the same as `record` of the target. Here it tells which numbers are
   * integers: times, and fields of the types `int` and `uint` keep all their digits.
   */
  readonly record?: RecordMapping | undefined
  /** A validator that implements Standard Schema, such as one of zod or valibot. What it returns is written. */
  readonly schema?: StandardSchema<object> | undefined
}

const knownOptions = { record: 'an object', schema: 'an object or a function' } satisfies OptionNames<JsonOptions>

/**
 * Returns a decoder of messages that are a JSON object, or an array of objects, compressed with gzip or not. Each object
 * is a point, `{ measurement, tags, fields, time }`, or what the target's `record` maps.
 *
 * @throws OptionError if an option is unknown or has a wrong value
 */
export function json(options: JsonOptions = {}): Decode {
  checkOptions('json', options, knownOptions, {}, '{ schema }')
  const { schema } = options
  const record = copyOptions(options.record)
  const read = (data: Uint8Array): object | object[] | Promise<object[]> => {
    const value = parseJson(data, record)
    return schema ? validateAll(schema, Array.isArray(value) ? (value as object[]) : [value]) : value
  }
  return markOurs(({ data }) => (isGzip(data) ? gunzip(data).then(read) : read(data)))
}

async function validateAll(schema: StandardSchema<object>, values: readonly object[]): Promise<object[]> {
  const valid: object[] = []
  const rejected: { line: string; reason: string }[] = []
  for (const value of values) {
    const result = await schema['~standard'].validate(value)
    if (result.issues === undefined) valid.push(result.value)
    else rejected.push({ line: JSON.stringify(value, textOfBigint), reason: reasonOf(result.issues) })
  }
  if (rejected.length === 0) return valid
  throw new PoisonError(`The message does not fit its schema: ${rejected[0]!.reason}.`, rejected)
}

function reasonOf(issues: NonNullable<Awaited<ReturnType<StandardSchema['~standard']['validate']>>['issues']>): string {
  return Array.from(issues, ({ message, path = [] }) => {
    const keys = Array.from(path, (key) => String(typeof key === 'object' ? key.key : key))
    return keys.length > 0 ? `${keys.join('.')}: ${message}` : message
  }).join('; ')
}

function textOfBigint(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
