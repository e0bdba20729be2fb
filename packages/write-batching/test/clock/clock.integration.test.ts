import { fork } from 'node:child_process'
import type { EventEmitter } from 'node:events'
import { once } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { createClient } from '@fluxline/core'
import { useBucket } from '@fluxline/test-support'
import { expect, it } from 'vitest'
import { countValues } from '../count-values.ts'
import type { ClockWriterOptions } from './clock-writer.ts'

// `pnpm clock` writes a million, which takes two minutes.
const total = Number(process.env['FLUXLINE_CLOCK_POINTS'] ?? 40_000)
const PROCESSES = 4
const THREADS = 4
const PER_SECOND = 1000

const program = join(import.meta.dirname, 'clock-writer.ts')
const execArgv = ['--conditions=@fluxline/source', '--disable-warning=ExperimentalWarning']
const access = useBucket()

it(
  'points without times of four processes and four threads rarely meet',
  { timeout: total / 4 + 120_000 },
  async () => {
    const { url, token, org, bucket } = access
    const points = Math.ceil(total / (PROCESSES + THREADS))
    const options: ClockWriterOptions = { access: { url, token, org, bucket }, points, perSecond: PER_SECOND }
    const writers: EventEmitter[] = [
      ...Array.from({ length: PROCESSES }, () => fork(program, [JSON.stringify(options)], { execArgv })),
      ...Array.from({ length: THREADS }, () => new Worker(program, { execArgv, workerData: options })),
    ]
    const written = await Promise.all(
      writers.map((writer) => once(writer, 'message').then(([count]) => count as number)),
    )
    const sum = written.reduce((all, each) => all + each, 0)
    await using client = createClient({ url, token, org, timeout: 120_000 })
    const stored = await countValues(client, bucket, 'clock')
    process.stdout.write(`clock: ${sum} points written, ${stored} stored, ${sum - stored} met another\n`)
    expect(sum).toBe(points * writers.length)
    // Seven other writers make 7000 stamps a second: of a million points, 3.5 meet another. A few points may be unlucky.
    expect(sum - stored).toBeLessThanOrEqual(Math.max(3, sum / 100_000))
  },
)
