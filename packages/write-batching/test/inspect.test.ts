import { inspect } from 'node:util'
import { HttpError } from '@fluxline/core'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { createBatchWriter } from '../src/index.ts'
import type { BatchEvent, BatchOptions, RejectedEvent, WriterEvent } from '../src/index.ts'
import { failure, fakeClient } from './fake-client.ts'
import { line, lines } from './lines.ts'

const refused = new HttpError(`POST /api/v2/write failed: 401 unauthorized: ${'who? '.repeat(1000)}`, {
  method: 'POST',
  path: '/api/v2/write',
  status: 401,
  body: 'x'.repeat(10_000),
})

/** Returns the events of a write that succeeds or fails with this error. */
async function eventsOf(error: Error | undefined, options: BatchOptions = {}): Promise<BatchEvent[]> {
  const client = fakeClient(() => {
    if (error) throw error
  })
  const writer = createBatchWriter(client, { bucket: 'b', maxRetries: 0, ...options })
  const events: BatchEvent[] = []
  writer.events.subscribe((event) => events.push(event as BatchEvent))
  await writer.write(lines(1000))
  await writer.close()
  return events
}

function logged(event: WriterEvent): string {
  let text = ''
  pino({ base: null }, { write: (chunk) => void (text += chunk) }).warn({ event }, 'lines were lost')
  return text
}

it('prints an event without its bytes', async () => {
  const [event] = await eventsOf(refused)
  const text = inspect(event)
  expect(text).toMatch(/^BatchEvent \{\n {2}type: 'error',\n {2}lines: 1000,\n {2}bytes: \d+,\n {2}destination: \{/)
  expect(text).toMatch(/attempt: 1,.*outcome: 'refused',.*error: \{.*name: 'HttpError',.*firstLine: 'm v=0 \d+'/s)
  expect(text).not.toMatch(/Uint8Array|Function/)
  expect(text.length).toBeLessThan(2000)
})

it.each([
  ['stored', undefined],
  ['refused', refused],
])('logs an event of a thousand lines that are %s in less than 2 kB', async (_, error) => {
  const [event] = await eventsOf(error)
  expect(event).toMatchObject({ lines: 1000 })
  expect(logged(event!).length).toBeLessThan(2000)
  expect(JSON.parse(logged(event!))).toMatchObject({ event: { type: event!.type, lines: 1000, firstLine: line(0) } })
  expect(JSON.stringify(event).length).toBeLessThan(2000)
})

it('logs an event whose error has no text', async () => {
  const [event] = await eventsOf(Object.create(null) as Error)
  expect(JSON.parse(logged(event!))).toMatchObject({ event: { type: 'error', error: { message: 'object' } } })
})

it('logs an event of a very long line in less than 2 kB', async () => {
  const writer = createBatchWriter(
    fakeClient(() => {
      throw refused
    }),
    { bucket: 'b' },
  )
  const events: BatchEvent[] = []
  writer.events.subscribe((event) => events.push(event as BatchEvent))
  await writer.write(`m,t=${'é'.repeat(10_000)} v=1 1`)
  await writer.close()
  expect(events[0]!.firstLine).toBe(`m,t=${'é'.repeat(195)}…`)
  expect(logged(events[0]!).length).toBeLessThan(2000)
})

it('keeps the bytes and the text of an event reachable, but not enumerable', async () => {
  const [event] = await eventsOf(undefined)
  expect(event!.text()).toBe(`${lines(1000).join('\n')}\n`)
  expect(new TextDecoder().decode(event!.body)).toBe(event!.text())
  expect(event!.bytes).toBe(event!.body.length)
  expect(Object.keys(event!)).toEqual(['type', 'destination', 'lines', 'bytes', 'attempt', 'durationMs'])
})

it('prints a rejected line with its reason, and keeps the whole line in its JSON', async () => {
  const bad = `m v=${'x'.repeat(500)} 1`
  const rejected = [{ line: bad, reason: 'invalid number' }]
  const client = fakeClient(({ lines: sent }) => {
    if (sent.includes(bad)) throw failure({ status: 400, code: 'FLUXLINE_PARTIAL_WRITE', rejected })
  })
  const events: RejectedEvent[] = []
  const writer = createBatchWriter(client, { bucket: 'b', onRejected: (event) => void events.push(event) })
  await writer.write([line(0), bad])
  await writer.close()
  expect(inspect(events[0])).toMatch(/^RejectedEvent \{\n {2}type: 'rejected',.*line: 'm v=x/s)
  expect(JSON.parse(JSON.stringify(events[0]))).toMatchObject({
    type: 'rejected',
    lines: 1,
    line: bad,
    reason: 'invalid number',
    error: { code: 'FLUXLINE_PARTIAL_WRITE', status: 400 },
  })
})

it('prints a writer, a receipt and a report without internals', async () => {
  const writer = createBatchWriter(fakeClient(), { bucket: 'b' })
  const receipt = writer.submit(lines(3))
  const report = await writer.close()
  expect(inspect(writer, { breakLength: Infinity })).toMatch(/^BatchWriter \{ closed: true, stats: \{ buffered: /)
  expect(inspect(receipt)).toBe('Receipt { lines: 3, written: 3, failed: 0, unsent: 0 }')
  expect(JSON.stringify(receipt)).toBe('{"lines":3,"written":3,"failed":0,"unsent":0}')
  expect(inspect(report)).toBe('{ written: 3, failed: 0, unsent: 0, rejected: [] }')
  expect(Object.keys(writer.stats)).toContain('buffered')
})
