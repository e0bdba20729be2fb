import { createBatchWriter } from '@fluxline/write-batching'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ingest } from '../src/index.ts'
import { FakeInflux } from './fake-influx.ts'
import { MemoryLog } from './memory-log.ts'

/** A number of 0 to below 1 for each call. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

// Messages with lines with and without times, workers that die, acknowledgements that are lost, a server that loses
// responses and refuses requests, and poison.
it('every line of every message is one point, no matter which worker dies', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 60 }), async (seed, messages) => {
      const random = randomFrom(seed)
      const log = new MemoryLog()
      const influx = new FakeInflux((lines) => {
        if (lines.some((line) => line.startsWith('bad'))) return { status: 400, retryable: false, message: 'bad' }
        return random() < 0.2 ? { status: 503, retryable: true } : undefined
      })
      let lines = 0
      let poison = 0
      for (let at = 0; at < messages; at++) {
        const isPoison = random() < 0.1
        const count = Math.floor(random() * 5)
        const own = Array.from({ length: count }, () => `m v=${lines++}${random() < 0.5 ? ` ${lines}` : ''}`)
        if (isPoison) poison++
        log.publish([...own, ...(isPoison ? ['bad v=1 1'] : [])].join('\n'))
      }
      log.end()
      const losesAck = (): boolean => random() < 0.2
      const work = async (): Promise<void> => {
        while (!log.isDone) {
          const reader = log.reader({ loseAck: losesAck })
          const writer = createBatchWriter(influx.client, {
            bucket: 'b',
            flushInterval: 1,
            retryInterval: 1,
            batchSize: 7,
          })
          const ingestion = ingest(reader, writer, { maxInFlightMessages: 1 + Math.floor(random() * 10) })
          ingestion.ended.catch(() => {})
          for (let left = random() * 30; left > 0 && !log.isDone; left--) await turn()
          if (random() < 0.5) reader.crash()
          await ingestion.close({ timeout: 1 + random() * 5 })
          writer.abort()
        }
      }
      await Promise.all([work(), work(), work()])
      expect(influx.points.size).toBe(lines)
      expect(new Set(influx.fieldsOf('b')).size).toBe(lines)
      expect(log.acknowledged.size).toBe(messages)
      expect(new Set(log.dead.map(({ data }) => data)).size).toBeLessThanOrEqual(poison)
      expect(log.dead.length >= (poison > 0 ? 1 : 0)).toBe(true)
    }),
    { numRuns: 15 },
  )
}, 60_000)
