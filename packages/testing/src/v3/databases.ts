import type { PreparedResponse } from '../prepared-responses.ts'
import type { BucketStore } from '../store/bucket-store.ts'
import type { StoredPoint } from '../store/stored-point.ts'

/** What the double is made of, as far as InfluxDB 3 needs it. */
export interface Databases {
  /** Returns a database, which the first write makes. @throws HttpFailure if there is none */
  database(name: string, create: boolean): BucketStore
  now(): bigint
  /** Takes the lines that were stored. */
  keep(database: string, lines: readonly string[]): void
  hasToken(authorization: string | null): boolean

  /** The points of a database; `undefined` if it does not exist. */
  points(database: string): readonly StoredPoint[] | undefined
  /** What a test has set for a query. */
  prepared(query: string): PreparedResponse | undefined
}
