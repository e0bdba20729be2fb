import { expect, vi } from 'vitest'
import type { BatchEvent } from '../src/index.ts'
import { line, lines } from './lines.ts'
import { busy, silent, slowly, stored } from './writer-stage.ts'
import type { Behaviour } from './writer-stage.ts'

/** What writers do, whatever their options are. */
export const writerBehaviours: Readonly<Record<string, Behaviour>> = {
  'flush({ retry }) sends what waits for a retry at once': [
    (request, response, socket) => (request.url.includes('away') ? busy : stored)(request, response, socket),
    async ({ server, open }) => {
      const writer = open({ retryInterval: 600_000, batchSize: 1, concurrency: 1 })
      const receipt = writer.submit(lines(2), { bucket: 'away' })
      await expect.poll(() => writer.stats.retrying.lines, slowly).toBe(1)
      await writer.flush({ retry: 'now', timeout: 300 })
      await expect.poll(() => server.requests.length, slowly).toBe(2)
      await expect.poll(() => writer.stats.retrying.lines, slowly).toBe(1)
      expect(writer.stats.buffered.lines).toBe(1)
      writer.abort()
      expect(await receipt.outcome).toMatchObject({ unsent: 2 })
    },
  ],
  'flush({ retry }) still honors Retry-After': [
    (_, response) => void response.writeHead(503, { 'retry-after': '100' }).end(),
    async ({ server, open }) => {
      const writer = open({ maxRetryDelay: 125_000 })
      await writer.write(line(0))
      await writer.flush({ timeout: 200 })
      await expect.poll(() => writer.stats.retrying.lines, slowly).toBe(1)
      await writer.flush({ retry: 'now', timeout: 100 })
      expect(server.requests).toHaveLength(1)
      expect(writer.abort()).toMatchObject([{ lines: 1 }])
    },
  ],
  'flush({ retry }) takes nothing else': [
    stored,
    async ({ open }) => {
      await expect(open().flush({ retry: 'later' as never })).rejects.toThrow('flush: `retry` must be "now", not ')
    },
  ],
  'onRetry that returns nothing, a promise or undefined calls nothing off': [
    busy,
    async ({ server, open }) => {
      for (const onRetry of [() => {}, async () => {}, () => undefined, () => true]) {
        await open({ maxRetries: 1, onRetry }).submit(line(0)).outcome
      }
      expect(server.requests).toHaveLength(8)
    },
  ],
  'onRetry that ends the writer and returns false leaves the lines to abort': [
    busy,
    async ({ open }) => {
      const onError = vi.fn<(event: BatchEvent) => void>()
      const writer = open({
        onError,
        onRetry: () => {
          expect(writer.abort()).toMatchObject([{ lines: 1 }])
          return false
        },
      })
      expect(await writer.submit(line(0)).outcome).toMatchObject({ unsent: 1 })
      expect(onError).not.toHaveBeenCalled()
    },
  ],
  'headers are checked': [
    stored,
    async ({ open }) => {
      const wrong: readonly [unknown, RegExp][] = [
        ['x-a: b', /`headers` must be an object of names and values/],
        [new Headers(), /`headers` must be an object of names and values/],
        [{ 'x a': 'b' }, /`headers`: "x a" is not the name of a header/],
        [{ 'x-a': 5 }, /`headers`: "x-a" must be text, not number/],
        [{ 'x-a': 'secret\r\nx-b: c' }, /`headers`: "x-a" has a line break/],
      ]
      for (const [headers, message] of wrong) {
        expect(() => open({ headers: headers as never })).toThrow(message)
        expect(() => open({ headers: headers as never })).not.toThrow(/secret/)
      }
    },
  ],
  'a destination that hangs does not hold up another': [
    (request, response, socket) => (request.url.includes('sick') ? silent : stored)(request, response, socket),
    async ({ open }) => {
      const writer = open({ batchSize: 1 })
      await writer.write(lines(10), { bucket: 'sick' })
      expect(await writer.submit(lines(10), { bucket: 'well' }).outcome).toMatchObject({ written: 10 })
      expect(writer.abort()).toHaveLength(10)
    },
  ],
}
