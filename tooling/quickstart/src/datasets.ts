import { readFile } from 'node:fs/promises'
import { defineMeasurement, float, int, tag } from '@fluxline/client'
import type { Point } from '@fluxline/client'

const data = new URL('../data/', import.meta.resolve('vega-datasets'))

/** The day of all flights. The data set has only the times of day. */
export const flightDay: Date = new Date('2001-01-01T00:00:00Z')

const Flights = defineMeasurement('flights', {
  tags: { reach: tag() },
  fields: { delay: int(), distance: int() },
  time: 'ns',
})

const Weather = defineMeasurement('weather', {
  tags: { city: tag(), kind: tag() },
  fields: { precipitation: float(), temp_max: float(), temp_min: float(), wind: float() },
})

/**
 * Reads 200 000 flights within the United States: the local time of departure in hours, the delay at arrival in minutes
 * (negative if early), and the distance in miles.
 */
export async function flights(): Promise<Point[]> {
  const rows = JSON.parse(await readFile(new URL('flights-200k.json', data), 'utf8')) as {
    delay: number
    distance: number
    time: number
  }[]
  const dayMs = flightDay.getTime()
  return rows.map(({ delay, distance, time }, row) => {
    const minute = Math.round(time * 60)
    // Each flight has a distinct nanosecond, so flights of the same minute stay separate points.
    const nanoseconds = BigInt(dayMs + minute * 60_000) * 1_000_000n + BigInt(row)
    return Flights.record({ reach: reachOf(distance), delay, distance, time: nanoseconds })
  })
}

/** Reads Seattle's daily weather from 2012 to 2015: precipitation in millimeters, degrees Celsius, wind. */
export async function weather(): Promise<Point[]> {
  const [, ...lines] = (await readFile(new URL('seattle-weather.csv', data), 'utf8')).trim().split('\n')
  return lines.map((line) => {
    const [date, precipitation, temp_max, temp_min, wind, kind] = line.trim().split(',')
    return Weather.record({
      city: 'Seattle',
      kind: kind!,
      precipitation: Number(precipitation),
      temp_max: Number(temp_max),
      temp_min: Number(temp_min),
      wind: Number(wind),
      time: new Date(date!),
    })
  })
}

/** Returns a distance in miles as one of three words, because tags should have few values. */
function reachOf(distance: number): string {
  return distance < 500 ? 'short' : distance < 1500 ? 'medium' : 'long'
}
