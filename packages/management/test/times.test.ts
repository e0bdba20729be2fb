import type { Client } from '@fluxline/core'
import { describe, expect, it } from 'vitest'
import { createTasksApi, deleteData } from '../src/index.ts'
import { ABSENT } from './support.ts'

/** A client that records what each request says about times, and fails. */
function recording(sent: unknown[]): Client {
  const request: Client['request'] = (spec) => {
    sent.push(spec.query?.['afterTime'] ?? JSON.parse(spec.body as string))
    return Promise.reject(new Error('It was sent.'))
  }
  return { url: 'http://localhost:8086', org: 'acme', request } as unknown as Client
}

describe('a time is a Date, a Timestamp, a Temporal instant, RFC 3339 text or nanoseconds', () => {
  const nanoseconds = 1_767_225_600_123_456_789n
  const text = '2026-01-01T00:00:00.123456789Z'

  it.each<[string, never]>([
    ['a bigint', nanoseconds as never],
    ['a Timestamp', Object.assign(new Date(1_767_225_600_123), { nanoseconds }) as never],
    ['an object with nanoseconds', { nanoseconds } as never],
    ['a Temporal instant', { epochNanoseconds: nanoseconds } as never],
    ['text', text as never],
  ])('in every option: %s', async (_, time) => {
    const sent: unknown[] = []
    const client = recording(sent)
    const tasks = createTasksApi(client)
    const calls = [
      tasks.runs(ABSENT, { afterTime: time }),
      tasks.runManually(ABSENT, { scheduledFor: time }),
      deleteData(client, { bucket: 'b', start: time, stop: time, everything: true }),
    ]
    for (const call of calls) await expect(call).rejects.toThrow('It was sent.')
    expect(sent).toEqual([text, { scheduledFor: text }, { start: text, stop: text }])
  })

  const tasks = createTasksApi(recording([]))

  it.each<[string, () => Promise<unknown>, string]>([
    ['milliseconds', () => tasks.runs(ABSENT, { afterTime: Date.now() }), 'afterTime: '],
    [
      'a date without a time',
      () => tasks.runManually(ABSENT, { scheduledFor: '2026-01-01' }),
      'scheduledFor: "2026-01-01"',
    ],
    ['null', () => tasks.runs(ABSENT, { beforeTime: null as never }), 'beforeTime: null is not a time'],
  ])('and not %s', async (_, act, message) => {
    await expect(act()).rejects.toMatchObject({
      code: 'FLUXLINE_OPTION',
      message: expect.stringContaining(message),
    })
  })
})
