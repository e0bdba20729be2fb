/** A program that is built from Go modules. `go.mod` and `go.sum` in its folder pin it and its dependencies. */
export interface Recipe {
  readonly version: string
  /** Folder of its `go.mod` in this package. */
  readonly folder: string
  /** Go package of the program. */
  readonly package: string
  /** Flags of `go build`. */
  readonly flags: readonly string[]
  /** Variables of the build, beside those that every build has. */
  readonly env: Readonly<Record<string, string>>
  /** The oldest Go that can start the build. */
  readonly go: string
  /** How long the build takes on two cores. */
  readonly time: string
}

const influxd2 = {
  package: 'github.com/influxdata/influxdb/v2/cmd/influxd',
  flags: ['-tags', 'sqlite_foreign_keys,sqlite_json'],
}

/** The server for all tests, benchmarks and examples, unless another version is requested. */
export const influxd27: Recipe = {
  ...influxd2,
  version: '2.7.12',
  folder: 'build-2.7',
  env: {},
  go: '1.24',
  time: 'three minutes',
}

/** The newest version. */
export const influxd210: Recipe = {
  ...influxd2,
  version: '2.10.0',
  folder: 'build-2.10',
  // It needs a newer compiler than most machines have. Go fetches it, even if GOTOOLCHAIN is set to `local` here.
  env: { GOTOOLCHAIN: 'go1.26.9' },
  go: '1.21',
  time: 'four minutes',
}

/** The last version 1, for tests of what 2.x clients can do with it. */
export const influxd1: Recipe = {
  version: '1.13.2',
  folder: 'build-1.13',
  package: 'github.com/influxdata/influxdb/cmd/influxd',
  flags: [],
  env: {},
  go: '1.26',
  time: 'three minutes',
}
