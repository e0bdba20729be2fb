import { defineMeasurement, float, int, LineProtocolEncoder, Point, tag } from '@fluxline/point'
import { same } from './support.ts'

/** Points and schema records as lines. */
export default function point(): void {
  const Weather = defineMeasurement('weather', {
    tags: { station: tag() },
    fields: { temperature: float(), gusts: int() },
    time: 'ms',
  })
  const encoder = new LineProtocolEncoder({ precision: 'ms' })
  encoder.encode(
    Point.measurement('h2o').tag('location', 'west').floatField('level', 1.5).time(new Date(1767225600000)),
  )
  encoder.encode(Weather.record({ station: 'KSEA', temperature: 11.2, gusts: 3n, time: 1767225600000 }))
  same('lines', new TextDecoder().decode(encoder.takeBytes()).trimEnd().split('\n'), [
    'h2o,location=west level=1.5 1767225600000',
    'weather,station=KSEA gusts=3i,temperature=11.2 1767225600000',
  ])
}
