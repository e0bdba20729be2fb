import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { useBroker } from '@fluxline/test-support'
import { describe, expect, it } from 'vitest'
import { logOf } from './logs.ts'
import type { WorkerOptions } from './worker.ts'

const MEGABYTE = 1_000_000
const LOG_MEGABYTES = 150

describe.each(['nats', 'kafka', 'kafkajs'] as const)('%s', (kind) => {
  const broker = useBroker(kind === 'nats' ? 'nats' : 'kafka')

  it('memory is flat while InfluxDB is away, however much the log holds', async () => {
    const log = await logOf(kind === 'nats' ? 'nats' : 'kafka', broker.address)
    const text = `m v=1i 1\n#${'.'.repeat(MEGABYTE / 5)}`
    for (let at = 0; at < LOG_MEGABYTES * 5; at += 25) {
      await Promise.all(Array.from({ length: 25 }, (_, own) => log.publish(text, at + own)))
    }
    const options: WorkerOptions = {
      url: 'http://127.0.0.1:9',
      token: 't',
      org: 'o',
      bucket: 'b',
      broker: broker.address,
      kind,
    }
    const args = ['--conditions=@fluxline/source', join(import.meta.dirname, 'worker.ts'), JSON.stringify(options)]
    const worker = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    try {
      await once(worker.stdout, 'data')
      await sleep(3000)
      const megabytes: number[] = []
      for (let sample = 0; sample < 10; sample++) {
        megabytes.push(await residentMegabytes(worker.pid!))
        await sleep(500)
      }
      // What the process needs anyway, and what its limits allow. It would grow by the size of the log.
      expect(Math.max(...megabytes)).toBeLessThan(300)
      expect(Math.max(...megabytes) - megabytes[0]!).toBeLessThan(60)
    } finally {
      worker.kill('SIGKILL')
      await once(worker, 'close')
      await log.close()
    }
  }, 90_000)
})

async function residentMegabytes(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)])
  return (Number(stdout) * 1024) / MEGABYTE
}
