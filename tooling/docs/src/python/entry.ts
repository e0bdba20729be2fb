/** An entry of the API reference of Python's `influxdb_client`, and its counterpart here. */
export interface PythonEntry {
  /** Class and member, such as `BucketsApi.create_bucket`; options belong to the class that takes them. */
  readonly python: string
  /** The counterpart: a path such as `client.buckets.create`, or the name of an option or a member. */
  readonly ours: string
  /** The test that runs the counterpart, below `packages`. */
  readonly test: string
}

/** Names of one class: theirs, ours, and the test if it is not that of the class. */
export type Rows = readonly (readonly [theirs: string, ours: string, test?: string])[]

/** Returns the entries of a class. */
export function entriesOf(kind: string, test: string, rows: Rows): PythonEntry[] {
  return rows.map(([theirs, ours, own = test]) => ({
    python: theirs === kind ? kind : `${kind}.${theirs}`,
    ours,
    test: own,
  }))
}

/** Entries without a counterpart, and why. */
export const withoutCounterpart: Readonly<Record<string, string>> = {
  'Task.authorization_id': 'InfluxDB does not return it',
  'Task.type': 'InfluxDB does not return it; the filter `type` of the list has it',
}
