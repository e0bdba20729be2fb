import { idOf } from './ids.ts'
import type { RequestOptions } from './request.ts'

/** A resource with changes in it: `{ ...bucket, name: 'cold' }`. What cannot be changed is passed over. */
export type Changed<Resource extends { readonly id: string }, Changes> = Pick<Resource, 'id'> & Changes

/** What was asked of an `update`. */
export interface Update<Changes> {
  readonly id: string
  /** The members that can be changed and were given, in the resource itself or beside it. */
  readonly changes: Changes
  /** Whether they are those of the whole resource, changed or not. */
  readonly isWhole: boolean
  readonly options: RequestOptions
}

/** Reads the arguments of `update({ ...resource, changes }, options?)` and `update(idOrResource, changes, options?)`. */
export function readUpdate<Changes extends object>(
  kind: string,
  changeable: readonly (keyof Changes & string)[],
  resource: string | (Changes & { readonly id: string }),
  second: Changes | RequestOptions = {},
  third?: RequestOptions,
): Update<Changes> {
  const id = idOf(kind, resource)
  const changes = pick(second as Changes, changeable)
  // Changes that are all undefined change nothing; they do not make the resource beside them one that was changed.
  const isWhole = typeof resource !== 'string' && third === undefined && !changeable.some((key) => key in second)
  if (isWhole) return { id, changes: pick(resource, changeable), isWhole, options: second }
  return { id, changes, isWhole, options: third ?? {} }
}

/** InfluxDB keeps a text that is `null`, and clears one that is empty. */
export function cleared<Value>(value: Value | null | undefined): Value | '' | undefined {
  return value === null ? '' : value
}

function pick<From extends object>(from: From, keys: readonly (keyof From & string)[]): From {
  const picked: Partial<From> = {}
  for (const key of keys) if (from[key] !== undefined) picked[key] = from[key]
  return picked as From
}
