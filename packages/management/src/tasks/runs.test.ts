import type { Client, RequestSpec } from '@fluxline/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { taskRuns } from './runs.ts'
import type { RunStatus } from './task.ts'

interface WireRun {
  readonly id: string
  readonly status: RunStatus
  readonly scheduledFor: string
}

/** A server that lists runs as InfluxDB does: those that have not ended first, then the others, latest first. */
function serverWith(runs: readonly WireRun[]): Client {
  const ended = ({ status }: WireRun): boolean => status !== 'scheduled'
  const ordered = [
    ...runs.filter((run) => !ended(run)),
    ...runs.filter(ended).sort((one, other) => Date.parse(other.scheduledFor) - Date.parse(one.scheduledFor)),
  ]
  const request = async ({ query = {} }: RequestSpec): Promise<object> => {
    const before = typeof query['beforeTime'] === 'string' ? Date.parse(query['beforeTime']) : Infinity
    const found = ordered.filter(({ scheduledFor }) => Date.parse(scheduledFor) < before)
    return { status: 200, headers: new Headers(), json: async () => ({ runs: found.slice(0, Number(query['limit'])) }) }
  }
  return { request } as Client
}

it('yields every run once, with pages of any size, even if runs wait and times are the same', async () => {
  const status = fc.constantFrom<RunStatus[]>('scheduled', 'success', 'success', 'failed')
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(status, fc.nat(9)), { maxLength: 40 }),
      fc.integer({ min: 1, max: 12 }),
      async (given, limit) => {
        const runs = given.map(([status, second], at) => ({
          id: String(at),
          status,
          scheduledFor: `2026-01-01T00:00:0${second}Z`,
        }))
        const found: string[] = []
        const iteration = taskRuns(serverWith(runs), '/api/v2/tasks').iterateRuns('0123456789abcdef', { limit })
        for await (const { id } of iteration) found.push(id)
        expect(found.sort()).toEqual(runs.map(({ id }) => id).sort())
      },
    ),
  )
})
