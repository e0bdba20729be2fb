import { availableParallelism, hostname, loadavg, uptime } from 'node:os'
import { readFile } from 'node:fs/promises'
import { Point } from '@fluxline/client'

const HOUR_S = 3600
const STEP_S = 20

/**
 * What a machine knows about its last hour, so that the charts are filled when they open: the mean use of each core and
 * the mean traffic since it was started, by Linux's counters, and the load of the last 1, 5 and 15 minutes.
 *
 * Each is exact as a mean, and a straight line. Memory has no past.
 */
export async function machinePast(now: Date): Promise<Point[]> {
  const [cores, devices] = await Promise.all([readStat(), readNetwork()])
  const boot = now.getTime() - uptime() * 1000
  const start = Math.max(boot, now.getTime() - HOUR_S * 1000)
  const points: Point[] = []
  for (let time = start; time < now.getTime(); time += STEP_S * 1000) {
    const share = (time - boot) / (now.getTime() - boot)
    for (const { core, user, total } of cores) {
      points.push(
        Point.measurement('cpu')
          .tag('core', core)
          .floatField('user', (100 * user) / total)
          .time(new Date(time)),
      )
    }
    for (const { device, received, sent } of devices) {
      points.push(
        Point.measurement('network')
          .tag('device', device)
          .intField('received', Math.round(received * share))
          .intField('sent', Math.round(sent * share))
          .time(new Date(time)),
      )
    }
  }
  return [...points, ...loads(now, start)].map((point) => point.tag('host', hostname()))
}

/** The load averages, each as the load of the time that it is about. */
function loads(now: Date, start: number): Point[] {
  const [one = 0, five = 0, fifteen = 0] = loadavg()
  const ages: readonly (readonly [minutes: number, load: number])[] = [
    [15, fifteen],
    [5, five],
    [1, one],
  ]
  return ages.flatMap(([minutes, load]) => {
    const time = now.getTime() - minutes * 60_000
    return time < start ? [] : [Point.measurement('load').floatField('one', load).time(new Date(time))]
  })
}

async function readStat(): Promise<{ core: string; user: number; total: number }[]> {
  const text = await readFile('/proc/stat', 'utf8').catch(() => '')
  return [...text.matchAll(/^cpu(\d+) (.+)$/gm)].slice(0, availableParallelism()).map(([, core, rest]) => {
    const ticks = rest!.split(' ').map(Number)
    return {
      core: core!,
      user: ticks[0]!,
      total: Math.max(
        1,
        ticks.slice(0, 8).reduce((sum, each) => sum + each, 0),
      ),
    }
  })
}

async function readNetwork(): Promise<{ device: string; received: number; sent: number }[]> {
  const text = await readFile('/proc/net/dev', 'utf8').catch(() => '')
  return [...text.matchAll(/^\s*(\S+):\s*(\d+)(?:\s+\d+){7}\s+(\d+)/gm)].map(([, device, received, sent]) => ({
    device: device!,
    received: Number(received),
    sent: Number(sent),
  }))
}
