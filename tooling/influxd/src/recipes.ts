/** What is built from Go modules; `go.mod` and `go.sum` in its folder pin it and all that it needs. */
export interface Recipe {
  readonly version: string
  /** Where its `go.mod` is, below this package. */
  readonly folder: string
  /** The program. */
  readonly package: string
  /** Flags of `go build`. */
  readonly flags: readonly string[]
}

/** The server that everything runs on. */
export const influxd2: Recipe = {
  version: '2.7.12',
  folder: 'build',
  package: 'github.com/influxdata/influxdb/v2/cmd/influxd',
  flags: ['-tags', 'sqlite_foreign_keys,sqlite_json'],
}

/** The last of version 1, for what 2.x clients can do there. */
export const influxd1: Recipe = {
  version: '1.13.2',
  folder: 'build-1x',
  package: 'github.com/influxdata/influxdb/cmd/influxd',
  flags: [],
}
