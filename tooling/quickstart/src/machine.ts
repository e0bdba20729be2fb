import { readFile, statfs } from 'node:fs/promises'
import { cpus, freemem, hostname, loadavg, totalmem } from 'node:os'
import type { CpuInfo } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { Point } from '@fluxline/client'

const SAMPLE_MS = 250

/** Samples this machine for a while: CPU per core, memory, load, network and disk. */
export async function* machineMetrics(durationMs: number, signal: AbortSignal): AsyncGenerator<Point> {
  const host = hostname()
  const end = Date.now() + durationMs
  let before = cpus()
  while (Date.now() < end) {
    await sleep(SAMPLE_MS, undefined, { signal })
    const now = new Date()
    const after = cpus()
    const points = [...cpuPoints(before, after), ...memoryPoints(), ...(await networkPoints()), ...(await diskPoints())]
    for (const point of points) yield point.tag('host', host).time(now)
    before = after
  }
}

function cpuPoints(before: readonly CpuInfo[], after: readonly CpuInfo[]): Point[] {
  return after.flatMap(({ times }, core) => {
    const previous = before[core]?.times
    if (!previous) return []
    const spent = (kind: keyof CpuInfo['times']): number => times[kind] - previous[kind]
    const total = spent('user') + spent('nice') + spent('sys') + spent('idle') + spent('irq')
    // No tick has passed since the previous sample.
    if (total === 0) return []
    return Point.measurement('cpu')
      .tag('core', core)
      .floatField('user', (100 * spent('user')) / total)
      .floatField('system', (100 * spent('sys')) / total)
      .floatField('idle', (100 * spent('idle')) / total)
  })
}

function memoryPoints(): Point[] {
  const [one = 0, five = 0, fifteen = 0] = loadavg()
  return [
    Point.measurement('memory')
      .intField('used', totalmem() - freemem())
      .intField('total', totalmem()),
    Point.measurement('load').floatField('one', one).floatField('five', five).floatField('fifteen', fifteen),
  ]
}

/** Returns bytes per network interface, if the system has `/proc/net/dev`. */
async function networkPoints(): Promise<Point[]> {
  const text = await readFile('/proc/net/dev', 'utf8').catch(() => '')
  return [...text.matchAll(/^\s*(\S+):\s*(\d+)(?:\s+\d+){7}\s+(\d+)/gm)].map(([, device, received, sent]) =>
    Point.measurement('network').tag('device', device).intField('received', received).intField('sent', sent),
  )
}

async function diskPoints(): Promise<Point[]> {
  const { bsize, blocks, bavail } = await statfs(process.cwd())
  return [
    Point.measurement('disk')
      .intField('free', bsize * bavail)
      .intField('total', bsize * blocks),
  ]
}
