import { RowError } from './query-errors.ts'
import type { RowIssue } from './query-errors.ts'

/**
 * A validator of any library that implements Standard Schema: zod, valibot, arktype and others.
 *
 * @see Standard Schema, "The interface", version 1
 */
export interface StandardSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>
  }
}

/** The result of a validator. */
export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] }

/** An issue that a validator finds. */
export interface StandardIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** Returns the values of a record as the validator returns them. @throws RowError if they do not fit */
export async function validateRow<Row>(
  schema: StandardSchema<Row>,
  values: Readonly<Record<string, unknown>>,
  row: number,
): Promise<Row> {
  const result = await schema['~standard'].validate(values)
  if (result.issues === undefined) return result.value
  // The arrays of some libraries are not plain.
  const issues = Array.from(result.issues, ({ message, path = [] }) => ({ message, path: Array.from(path, toKey) }))
  const text = issues.map((issue) => describe(issue, values)).join('; ')
  throw new RowError(`Row ${row} does not fit its schema: ${text}. Change the query or the schema.`, row, issues)
}

function toKey(segment: PropertyKey | { readonly key: PropertyKey }): PropertyKey {
  return typeof segment === 'object' ? segment.key : segment
}

/** Returns the path and the type of the value there, but not the value, which may be private. */
function describe({ path, message }: RowIssue, values: unknown): string {
  if (path.length === 0) return message
  let value = values
  for (const key of path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[key]
  return `${path.map(String).join('.')} is ${typeName(value)}: ${message}`
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  const name = typeof value === 'object' ? value.constructor?.name : typeof value
  return /^[aeiou]/i.test(name ?? '') ? `an ${name}` : `a ${name ?? 'object'}`
}
