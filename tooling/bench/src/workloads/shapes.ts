import { defineMeasurement, float, LineProtocolEncoder, Point, tag } from '@fluxline/point'
import type { LineInput } from '@fluxline/point'
import { Point as PeerPoint } from '@influxdata/influxdb-client'
import type { Workload } from '../runner.ts'
import { SAMPLES, shapeCases } from '../shape-data.ts'
import type { Sample, ShapeCase } from '../shape-data.ts'
import { assertSame } from './same-points.ts'

const BATCH = 5000

/** Writes points whose measurements and keys vary: built by setters, from plain objects, and from records of schemas. */
export function shapeWorkloads(): Workload[] {
  return [
    ...shapeCases.map((each) => workloadOf('Point → bytes, many shapes', each, pointsWay)),
    ...shapeCases.map((each) => workloadOf('plain record → bytes, many shapes', each, recordsWay)),
    ...shapeCases
      .filter(({ hasSchema }) => hasSchema)
      .map((each) => workloadOf('schema record → bytes, many shapes', each, schemasWay())),
  ]
}

/** How both clients make their points of the same objects. */
interface Way<Input> {
  readonly inputs: (samples: readonly Sample[]) => Input[]
  readonly ourLine: (input: Input) => LineInput
  readonly peerPoint: (input: Input) => PeerPoint
}

/** Both clients make bytes, in batches. */
function workloadOf<Input>(group: string, shapeCase: ShapeCase, way: Way<Input>): Workload {
  const { name, target } = shapeCase
  const encoder = new LineProtocolEncoder()
  const text = new TextEncoder()
  let batches: Input[][] = []
  const ours = (batch: Input[]): Uint8Array => {
    for (const input of batch) encoder.encode(way.ourLine(input))
    return encoder.takeBytes()
  }
  const theirs = (batch: Input[]): Uint8Array =>
    text.encode(batch.map((input) => way.peerPoint(input).toLineProtocol()).join('\n'))
  const writeEach = (write: (batch: Input[]) => Uint8Array) => (slice: number) =>
    write(batches[slice]!).length > 0 ? BATCH : 0
  return {
    group,
    name,
    target,
    units: SAMPLES,
    slices: SAMPLES / BATCH,
    prepare(turn) {
      const inputs = way.inputs(shapeCase.samples(turn))
      batches = Array.from({ length: SAMPLES / BATCH }, (_, at) => inputs.slice(at * BATCH, (at + 1) * BATCH))
      if (turn === 0) for (const batch of batches) assertSame(theirs(batch), ours(batch))
    },
    release() {
      batches = []
    },
    ours: writeEach(ours),
    peers: { 'influxdb-client-js': writeEach(theirs) },
  }
}

const pointsWay: Way<Sample> = {
  inputs: (samples) => [...samples],
  ourLine({ measurement, tags, fields, time }) {
    const point = Point.measurement(measurement)
    for (const [key, value] of tags) point.tag(key, value)
    for (const [key, value] of fields) point.floatField(key, value)
    return point.time(time, 'ms')
  },
  peerPoint({ measurement, tags, fields, time }) {
    const point = new PeerPoint(measurement)
    for (const [key, value] of tags) point.tag(key, value)
    for (const [key, value] of fields) point.floatField(key, value)
    // Text is used as it is. A Date would be converted to the same nanoseconds.
    return point.timestamp(`${time}000000`)
  },
}

interface PlainRecord {
  readonly measurement: string
  readonly tags: Readonly<Record<string, string>>
  readonly fields: Readonly<Record<string, number>>
  readonly time: Date
}

const recordsWay: Way<PlainRecord> = {
  inputs: (samples) =>
    samples.map(({ measurement, tags, fields, time }) => {
      return { measurement, tags: Object.fromEntries(tags), fields: Object.fromEntries(fields), time: new Date(time) }
    }),
  ourLine: (record) => Point.from(record),
  peerPoint({ measurement, tags, fields, time }) {
    const point = new PeerPoint(measurement)
    for (const [key, value] of Object.entries(tags)) point.tag(key, value)
    for (const [key, value] of Object.entries(fields)) point.floatField(key, value)
    return point.timestamp(time)
  },
}

interface SchemaInput {
  readonly schema: ReturnType<typeof schemaOf>
  readonly record: Readonly<Record<string, string | number>>
}

function schemasWay(): Way<SchemaInput> {
  let schemas: Map<string, ReturnType<typeof schemaOf>>
  return {
    inputs(samples) {
      schemas ??= new Map(
        [...Map.groupBy(samples, (each) => each.measurement)].map(([n, own]) => [n, schemaOf(n, own)]),
      )
      return samples.map(({ measurement, tags, fields, time }) => {
        return { schema: schemas.get(measurement)!, record: { ...Object.fromEntries([...tags, ...fields]), time } }
      })
    },
    ourLine: ({ schema, record }) => schema.measurement.record(record as never),
    peerPoint({ schema, record }) {
      const point = new PeerPoint(schema.measurement.name)
      for (const key of schema.tagKeys) point.tag(key, record[key] as string)
      for (const key of schema.fieldKeys) if (record[key] !== undefined) point.floatField(key, record[key])
      return point.timestamp(`${record['time']}000000`)
    },
  }
}

function schemaOf(name: string, samples: readonly Sample[]) {
  const keysOf = (part: 'tags' | 'fields') => [...new Set(samples.flatMap((each) => each[part].map(([key]) => key)))]
  const [tagKeys, fieldKeys] = [keysOf('tags'), keysOf('fields')]
  const measurement = defineMeasurement(name, {
    tags: Object.fromEntries(tagKeys.map((key) => [key, tag({ optional: true })])),
    fields: Object.fromEntries(fieldKeys.map((key) => [key, float({ optional: true })])),
    time: 'ms',
  })
  return { measurement, tagKeys, fieldKeys }
}
