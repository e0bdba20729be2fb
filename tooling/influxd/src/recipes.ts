/** A program that is built from Go modules. `go.mod` and `go.sum` in its folder pin it and its dependencies. */
export interface Recipe {
  readonly version: string
  /** Folder of its `go.mod` in this package. */
  readonly folder: string
  /** Go package of the program. */
  readonly package: string
  /** Flags of `go build`. */
  readonly flags: readonly string[]
}

/** The server for all tests, benchmarks and examples. */
export const influxd2: Recipe = {
  version: '2.7.12',
  folder: 'build',
  package: 'github.com/influxdata/influxdb/v2/cmd/influxd',
  flags: ['-tags', 'sqlite_foreign_keys,sqlite_json'],
}

/** The last version 1, for tests of what 2.x clients can do with it. */
export const influxd1: Recipe = {
  version: '1.13.2',
  folder: 'build-1x',
  package: 'github.com/influxdata/influxdb/cmd/influxd',
  flags: [],
}
