import { expect, vi } from 'vitest'
import type { BatchEvent, BatchOptions, RejectedEvent } from '../src/index.ts'
import { line, lines } from './lines.ts'
import { pathBehaviours } from './path-behaviours.ts'
import { busy, pending, query, refusesBad, silent, sizes, slowly, stored } from './writer-stage.ts'
import type { Behaviour } from './writer-stage.ts'

/** What each option of a writer does, on a server that responds like this. The compiler keeps it complete. */
export const optionBehaviours: Readonly<Record<keyof BatchOptions, Behaviour>> = {
  bucket: [
    stored,
    async ({ server, open }) => {
      await open({ bucket: 'metrics' }).submit(line(0)).outcome
      expect(query(server, 'bucket')).toEqual(['metrics'])
    },
  ],
  org: [
    stored,
    async ({ server, open }) => {
      await open({ org: 'other' }).submit(line(0)).outcome
      expect(query(server, 'org')).toEqual(['other'])
    },
  ],
  precision: [
    stored,
    async ({ server, open }) => {
      await open({ precision: 's' }).submit('m v=1 5').outcome
      expect(query(server, 'precision')).toEqual(['s'])
    },
  ],
  finerTimes: [
    stored,
    async ({ open, sent }) => {
      const point = { measurement: 'm', fields: { v: 1 }, time: new Date(1700) }
      await open({ precision: 's', finerTimes: 'truncate' }).submit(point).outcome
      expect(sent()).toEqual(['m v=1 1'])
    },
  ],
  batchSize: [
    stored,
    async ({ server, open }) => {
      await open({ batchSize: 2, concurrency: 1 }).submit(lines(4)).outcome
      expect(sizes(server)).toEqual([2, 2])
    },
  ],
  flushInterval: [
    stored,
    async ({ server, open }) => {
      const writer = open({ flushInterval: 0 })
      await writer.write(line(0))
      await new Promise((resolve) => setTimeout(resolve, 20))
      expect(server.requests).toHaveLength(0)
      await writer.flush()
      expect(server.requests).toHaveLength(1)
    },
  ],
  jitterInterval: [
    stored,
    async ({ server, open }) => {
      await open({ flushInterval: 1, jitterInterval: 5 }).submit(line(0)).outcome
      expect(server.requests).toHaveLength(1)
    },
  ],
  retryInterval: [
    busy,
    async ({ open }) => {
      const delays: number[] = []
      const writer = open({ retryInterval: 20, maxRetries: 1, onRetry: ({ delayMs }) => void delays.push(delayMs!) })
      await writer.submit(line(0)).outcome
      expect(delays[0]).toBeGreaterThanOrEqual(20)
      expect(delays[0]).toBeLessThan(41)
    },
  ],
  maxRetries: [
    busy,
    async ({ server, open }) => {
      expect(await open({ maxRetries: 2 }).submit(line(0)).outcome).toMatchObject({ failed: 1 })
      expect(server.requests).toHaveLength(3)
    },
  ],
  maxRetryDelay: [
    busy,
    async ({ open }) => {
      const delays: number[] = []
      const writer = open({
        retryInterval: 60_000,
        maxRetryDelay: 5,
        maxRetries: 2,
        onRetry: ({ delayMs }) => void delays.push(delayMs!),
      })
      await writer.submit(line(0)).outcome
      expect(Math.max(...delays)).toBeLessThanOrEqual(5)
    },
  ],
  maxRetryTime: [
    busy,
    async ({ open }) => {
      const writer = open({ maxRetries: 1000, retryInterval: 1, maxRetryTime: 30 })
      expect(await writer.submit(line(0)).outcome).toMatchObject({ failed: 1 })
    },
  ],
  exponentialBase: [
    busy,
    async ({ open }) => {
      const delays: number[] = []
      const writer = open({
        exponentialBase: 1,
        retryInterval: 3,
        maxRetries: 3,
        onRetry: ({ delayMs }) => void delays.push(delayMs!),
      })
      await writer.submit(line(0)).outcome
      expect(delays).toEqual([3, 3, 3])
    },
  ],
  maxCloseWait: [
    silent,
    async ({ open }) => {
      const writer = open({ maxCloseWait: 30 })
      await writer.write(line(0))
      expect(await writer.close()).toMatchObject({ unsent: 1 })
    },
  ],
  maxBatchBytes: [
    stored,
    async ({ server, open }) => {
      await open({ maxBatchBytes: 40, concurrency: 1 }).submit(lines(3)).outcome
      expect(sizes(server)).toEqual([1, 1, 1])
    },
  ],
  maxBufferBytes: [
    silent,
    async ({ open }) => {
      const writer = open({ maxBufferBytes: 100 })
      expect(writer.write(line(0))).toBeUndefined()
      expect(writer.write(lines(4, 1).join('\n'))).toBeInstanceOf(Promise)
      writer.abort()
    },
  ],
  overflow: [
    silent,
    async ({ open }) => {
      const writer = open({ maxBufferBytes: 1, overflow: 'throw' })
      await writer.write(line(0))
      expect(() => writer.write(line(1))).toThrow(/^Buffer full for bucket b/)
      expect(writer.abort()).toMatchObject([{ lines: 1 }])
    },
  ],
  concurrency: [
    silent,
    async ({ server, open }) => {
      const writer = open({ batchSize: 1, concurrency: 3 })
      await writer.write(lines(9))
      await expect.poll(() => server.requests.length, slowly).toBe(3)
      expect(writer.stats.inFlight.lines).toBe(3)
      expect(writer.abort()).toHaveLength(9)
    },
  ],
  headers: [
    stored,
    async ({ server, open }) => {
      const headers = { 'x-tenant': 'acme', Authorization: 'Token other', 'Content-Type': 'text/html' }
      await open({ headers }).submit(line(0)).outcome
      expect(server.requests[0]!.headers).toMatchObject({
        'x-tenant': 'acme',
        authorization: 'Token other',
        'content-type': 'text/plain; charset=utf-8',
      })
    },
  ],
  gzip: [
    stored,
    async ({ server, open, sent }) => {
      await open({ gzip: { threshold: 1 } }).submit(line(0)).outcome
      expect(server.requests[0]!.headers['content-encoding']).toBe('gzip')
      expect(sent()).toEqual([line(0)])
    },
  ],
  ...pathBehaviours,
  defaultTags: [
    stored,
    async ({ open, sent }) => {
      await open({ defaultTags: { site: 'x' } }).submit({ measurement: 'm', fields: { v: 1 }, time: 1n }).outcome
      expect(sent()).toEqual(['m,site=x v=1 1'])
    },
  ],
  checkTimes: [
    stored,
    async ({ open, sent }) => {
      await open({ checkTimes: false }).submit('m v=1 1598846404000').outcome
      expect(sent()).toEqual(['m v=1 1598846404000'])
      expect(await open().submit(['m v=1 1598846404000']).outcome).toMatchObject({ failed: 1 })
    },
  ],
  timestampText: [
    stored,
    async ({ open, sent }) => {
      await open({ timestampText: false }).submit('m v=1').outcome
      expect(sent()).toEqual(['m v=1'])
    },
  ],
  nonFinite: [
    stored,
    async ({ open, sent }) => {
      await open({ nonFinite: 'omit' }).submit({ measurement: 'm', fields: { v: Number.NaN, w: 1 }, time: 1n }).outcome
      expect(sent()).toEqual(['m w=1 1'])
    },
  ],
  timeout: [
    silent,
    async ({ open }) => {
      const outcome = await open({ timeout: 50, maxRetries: 0 }).submit(line(0)).outcome
      expect(outcome).toMatchObject({ failed: 1, error: { code: 'FLUXLINE_TIMEOUT' } })
    },
  ],
  closeOnExit: [
    stored,
    async ({ open }) => {
      const before = process.listenerCount('SIGTERM')
      const writer = open({ closeOnExit: { timeout: 100 } })
      expect(process.listenerCount('SIGTERM')).toBe(before + 1)
      await writer.close()
      expect(process.listenerCount('SIGTERM')).toBe(before)
      expect(() => open({ closeOnExit: { timout: 5 } as object })).toThrow(/closeOnExit: unknown option "timout"/)
      expect(() => open({ closeOnExit: 5 as never })).toThrow(/closeOnExit takes options as an object/)
      expect(() => open({ closeOnExit: { timeout: -1 } })).toThrow(/`closeOnExit.timeout` must be 0/)
    },
  ],
  spool: [
    stored,
    async ({ open }) => {
      // Its own suites cover it.
      expect(() => open({ spool: {} as never })).toThrow(/`spool` must be a spool/)
    },
  ],
  maxRejected: [
    refusesBad,
    async ({ open }) => {
      const writer = open({ maxRejected: 1 })
      await writer.write(['bad v=1 1', 'bad v=2 2', line(0)])
      const { written, failed, rejected } = await writer.close()
      expect([written, failed, rejected.length]).toEqual([1, 2, 1])
    },
  ],
  onSuccess: [
    stored,
    async ({ open }) => {
      const onSuccess = vi.fn<(event: BatchEvent) => void>()
      await open({ onSuccess }).submit(lines(3)).outcome
      expect(onSuccess).toHaveBeenCalledWith(expect.objectContaining({ type: 'success', lines: 3, attempt: 1 }))
    },
  ],
  onError: [
    busy,
    async ({ open }) => {
      const onError = vi.fn<(event: BatchEvent) => void>()
      await open({ maxRetries: 0, onError }).submit(line(0)).outcome
      expect(onError).toHaveBeenCalledWith(expect.objectContaining({ outcome: 'refused', lines: 1 }))
    },
  ],
  onRetry: [
    busy,
    async ({ server, open }) => {
      const errors: BatchEvent[] = []
      const writer = open({
        onRetry: ({ attempt }) => attempt < 2,
        onError: (event) => void errors.push(event),
      })
      expect(await writer.submit(lines(2)).outcome).toMatchObject({ failed: 2, error: { status: 503 } })
      expect(server.requests).toHaveLength(2)
      expect(errors).toMatchObject([{ type: 'error', outcome: 'refused', attempt: 2, lines: 2 }])
      expect(pending(writer)).toBe(0)
    },
  ],
  onRejected: [
    refusesBad,
    async ({ open, sent }) => {
      const onRejected = vi.fn<(event: RejectedEvent) => void>()
      await open({ onRejected }).submit([line(0), 'bad v=1 1']).outcome
      expect(onRejected).toHaveBeenCalledWith(expect.objectContaining({ line: 'bad v=1 1', reason: 'no' }))
      expect(sent().at(-1)).toBe(line(0))
    },
  ],
  onDrop: [
    silent,
    async ({ open }) => {
      const onDrop = vi.fn<(event: BatchEvent) => void>()
      const writer = open({ maxBufferBytes: 1, overflow: 'drop-newest', onDrop })
      await writer.write(lines(3))
      expect(onDrop).toHaveBeenCalledTimes(2)
      writer.abort()
    },
  ],
  onSpool: [
    stored,
    async ({ open }) => {
      expect(() => open({ onSpool: 'log' as never })).toThrow(/`onSpool` must be a function/)
    },
  ],
}
