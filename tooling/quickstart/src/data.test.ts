import { setTimeout as sleep } from 'node:timers/promises'
import type { Point } from '@fluxline/client'
import { describe, expect, it } from 'vitest'
import { flights, weather } from './datasets.ts'
import { machineMetrics } from './machine.ts'

/** Returns the identity of a point: its series and time. */
function identity(point: Point): string {
  const line = point.toLineProtocol()!
  return line.replace(/ .* /, ' ')
}

describe('the data sets', () => {
  it('contain 200 000 flights, each a separate point', async () => {
    const points = await flights()
    expect(points).toHaveLength(200_000)
    expect(new Set(points.map(identity)).size).toBe(200_000)
    expect(points[0]!.toLineProtocol()).toBe('flights,reach=medium delay=0i,distance=1452i 978307200000000000')
  })

  it('contain four years of daily weather', async () => {
    const points = await weather()
    expect(new Set(points.map(identity)).size).toBe(1461)
    expect(points[0]!.toLineProtocol()).toBe(
      'weather,city=Seattle,kind=drizzle precipitation=0,temp_max=12.8,temp_min=5,wind=4.7 1325376000000000000',
    )
  })
})

describe('the metrics of this machine', () => {
  it('are separate points with the counted fields and the host', async () => {
    const points: Point[] = []
    for await (const point of machineMetrics(600, new AbortController().signal)) points.push(point)
    expect(new Set(points.map(identity)).size).toBe(points.length)
    const lines = points.map((point) => point.toLineProtocol()!)
    expect(lines.every((line) => line.includes('host='))).toBe(true)
    for (const [measurement, field] of [
      ['memory', 'used'],
      ['load', 'one'],
      ['disk', 'free'],
    ])
      expect(lines.some((line) => line.startsWith(`${measurement},`) && line.includes(`${field}=`))).toBe(true)
  })

  it('end at once on interruption', async () => {
    const interruption = new AbortController()
    const sampling = machineMetrics(60_000, interruption.signal).next()
    await sleep(10)
    interruption.abort()
    await expect(sampling).rejects.toThrow('aborted')
  })
})
