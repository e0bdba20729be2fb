// Imports a CSV file with a header, and shows its progress. Memory stays flat, no matter how large the file is. Each row has
// its time, so importing a file twice makes no second point.
//
//   npm install csv-parse @fluxline/client
//   INFLUX_HOST=… INFLUX_TOKEN=… INFLUX_ORG=… node import.ts weather.csv

import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { InfluxDBClient, Point } from '@fluxline/client'
import { parse } from 'csv-parse'

const { INFLUX_BUCKET: bucket = 'metrics' } = process.env
const [path] = process.argv.slice(2)
if (path === undefined) throw new Error('Usage: node import.ts FILE.csv')

// The columns of the file: date,location,precipitation,temp_max,temp_min,wind,weather
type Row = Readonly<Record<'date' | 'location' | 'temp_max' | 'temp_min' | 'weather', string>>

const client = InfluxDBClient.fromEnv()
const writer = client.batchWriter({
  bucket,
  onError: ({ lines, error }) => console.error(`${lines} lines failed:`, error),
  onRejected: ({ line, reason }) => console.error('rejected:', reason, line),
})

// Ctrl-C ends the reading; what was read is written.
const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interrupted.abort())

const { size } = await stat(path)
const file = createReadStream(path)
const rows = file.pipe(parse({ columns: true, bom: true, skip_empty_lines: true }))
let count = 0
for await (const row of rows as AsyncIterable<Row>) {
  // Awaiting slows the reading down to what InfluxDB accepts.
  await writer.write(
    Point.measurement('weather')
      .tag('location', row.location)
      .floatField('temp_max', Number(row.temp_max))
      .floatField('temp_min', Number(row.temp_min))
      .stringField('weather', row.weather)
      .time(new Date(row.date)),
  )
  if (++count % 500 === 0) showProgress()
  if (interrupted.signal.aborted) break
}

const { written, failed, unsent } = await writer.close()
await client.close()
if (process.stdout.isTTY) process.stdout.write('\r\x1b[K')
console.log(`${interrupted.signal.aborted ? 'interrupted: ' : ''}${count} rows read, ${written} lines written`)
if (failed + unsent > 0) process.exitCode = 1

function showProgress(): void {
  const percent = Math.round((file.bytesRead / size) * 100)
  const text = `${percent} %, ${count} rows read, ${writer.stats.written} lines written`
  process.stdout.write(process.stdout.isTTY ? `\r\x1b[K${text}` : `${text}\n`)
}
