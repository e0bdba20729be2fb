import { createClient } from '@fluxline/core'
import type { ServerChoice } from '@fluxline/core'
import { startLoopback } from '@fluxline/test-support'
import { describe, expect, it } from 'vitest'
import { createBatchWriter } from '../src/index.ts'
import type { BatchOptions, BatchWriter } from '../src/index.ts'
import { createWorkerBatchWriter } from '../src/worker/index.ts'
import { textOf } from './writer-stage.ts'
import type { Behaviour } from './writer-stage.ts'

const writers = {
  createBatchWriter: (url: string, options: BatchOptions, server: ServerChoice): BatchWriter =>
    createBatchWriter(createClient({ url, server, token: 'secret', org: 'acme' }), options),
  createWorkerBatchWriter: (url: string, options: BatchOptions, server: ServerChoice): BatchWriter =>
    createWorkerBatchWriter({ url, server, token: 'secret', org: 'acme' }, options),
}

/** Declares a test for each behaviour of both writers. @param defaults returns options of every writer */
export function describeBoth(
  behaviours: Readonly<Record<string, Behaviour>>,
  defaults: () => BatchOptions = () => ({}),
): void {
  describe.each(Object.entries(writers))('%s', (_, create) => {
    it.each(Object.entries(behaviours))('%s', async (__, [respond, play]) => {
      expect.hasAssertions()
      await using server = await startLoopback(respond)
      const opened: BatchWriter[] = []
      const open = (own: BatchOptions = {}, generation: ServerChoice = '2'): BatchWriter => {
        const basic = { bucket: 'b', flushInterval: 5, retryInterval: 1, maxRetryDelay: 600_000 }
        const writer = create(server.url, { ...basic, ...defaults(), ...own }, generation)
        opened.push(writer)
        return writer
      }
      const sent = (): string[] => server.requests.flatMap((request) => textOf(request).split('\n').slice(0, -1))
      try {
        await play({ server, open, sent })
      } finally {
        for (const writer of opened) writer.abort()
      }
    })
  })
}
