/** The data that a guide's program leaves in InfluxDB: a query and its rows. */
export interface Check {
  readonly query: string
  /** The server that the guide is about. @defaultValue InfluxDB 2.x */
  readonly server?: 'InfluxDB 1.x'
  readonly columns: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
}

const counts = `from(bucket: "metrics") |> range(start: 0, stop: 2100-01-01T00:00:00Z)
  |> group(columns: ["_measurement", "_field"]) |> count() |> group() |> sort(columns: ["_measurement", "_field"])`
const countColumns = ['_measurement', '_field', '_value']

/** Checks by guide. */
export const checks: Readonly<Record<string, Check>> = {
  'getting-started': {
    query: counts,
    columns: countColumns,
    rows: [
      ['weather', 'gusts', 3n],
      ['weather', 'temperature', 3n],
    ],
  },
  'getting-started-on-the-edge': {
    query: counts,
    columns: countColumns,
    rows: [['visits', 'ms', 2n]],
  },
  configuration: {
    query: 'from(bucket: "metrics") |> range(start: -1h) |> group() |> sort(columns: ["site"])',
    columns: ['_measurement', 'site', '_value'],
    rows: [['boot', 'north', 1]],
  },
  'migrating-from-influxdb-client-js': {
    query: counts,
    columns: countColumns,
    rows: [['temperature', 'value', 2n]],
  },
  observability: { query: counts, columns: countColumns, rows: [['door', 'open', 1n]] },
  testing: { query: counts, columns: countColumns, rows: [] },
  managing: { query: counts, columns: countColumns, rows: [] },
  'queries-and-frames': {
    query: counts,
    columns: countColumns,
    rows: [
      ['climate', 'temperature', 6n],
      ['sun', 'hours', 1n],
      ['wind', 'knots', 2n],
    ],
  },
  'migrating-from-python': {
    query: counts,
    columns: countColumns,
    rows: [['h2o', 'level', 3n]],
  },
  'getting-started-in-a-notebook': {
    query: 'from(bucket: "metrics") |> range(start: 0) |> group(columns: ["_measurement"]) |> sum()',
    columns: ['_measurement', '_value'],
    rows: [
      ['rain', 16.75],
      ['snow', 26.5],
    ],
  },
  'influxdb-1': {
    server: 'InfluxDB 1.x',
    query: counts.replace('"metrics"', '"metrics/autogen"'),
    columns: countColumns,
    rows: [
      ['cpu', 'jobs', 4n],
      ['cpu', 'usage', 4n],
    ],
  },
  'migrating-from-node-influx': {
    server: 'InfluxDB 1.x',
    query: counts.replace('"metrics"', '"metrics/autogen"'),
    columns: countColumns,
    rows: [
      ['cpu', 'jobs', 2n],
      ['cpu', 'usage', 2n],
    ],
  },
  'choosing-a-writer': { query: counts, columns: countColumns, rows: [['climate', 'temperature', 14n]] },
  serverless: { query: counts, columns: countColumns, rows: [['visits', 'n', 2n]] },
  'high-cardinality': {
    query: counts,
    columns: countColumns,
    rows: [
      ['login', 'ms', 1000n],
      ['login', 'user', 1000n],
    ],
  },
  troubleshooting: { query: counts, columns: countColumns, rows: [['probe', 'ok', 1n]] },
  'frames-of-other-libraries': { query: counts, columns: countColumns, rows: [['rain', 'mm', 4n]] },
  'surviving-outages': { query: counts, columns: countColumns, rows: [['pump', 'at', 1000n]] },
  'ingesting-from-a-log': { query: counts, columns: countColumns, rows: [['room', 'temperature', 3n]] },
  errors: { query: counts, columns: countColumns, rows: [['job', 'done', 1n]] },
  'writing-without-loss': {
    query: counts,
    columns: countColumns,
    rows: [
      ['room', 'open', 1n],
      ['room', 'temperature', 1002n],
    ],
  },
}
