import fc from 'fast-check'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createBatchWriter } from '../src/index.ts'
import type {
  BatchOptions,
  BatchWriter,
  Overflow,
  Receipt,
  UnsentBatch,
  WriteReport,
  WriterStats,
} from '../src/index.ts'
import { failure, fakeClient } from './fake-client.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const faults = ['none', 'busy', 'gated', 'refused', 'lost', 'stored but lost', 'stalled', 'too large'] as const
type Fault = (typeof faults)[number]

/** A server that keeps what it stores, by the line: a line that is stored twice is there once. */
class Server {
  fault: Fault = 'none'
  readonly stored = new Set<string>()
  readonly client = fakeClient(async ({ lines }) => {
    await new Promise((resolve) => setTimeout(resolve, 3))
    const { fault } = this
    if (fault === 'stored but lost') this.#store(lines)
    if (fault === 'stalled') await new Promise(() => {})
    if (fault === 'busy') throw failure({ status: 503, retryable: true })
    if (fault === 'gated') throw failure({ status: 429, retryable: true, retryAfterMs: 2000 })
    if (fault === 'refused') throw failure({ status: 401, retryable: false })
    if (fault.endsWith('lost')) throw failure({ code: 'FLUXLINE_TIMEOUT', retryable: true })
    if (fault === 'too large' && lines.length > 2) throw failure({ status: 413, retryable: false })
    if (lines.some((line) => line.startsWith('bad'))) throw failure({ status: 400, retryable: false })
    this.#store(lines)
  })

  #store(lines: readonly string[]): void {
    for (const line of lines) if (line.startsWith('good')) this.stored.add(line)
  }
}

interface Model {
  /** Numbers the lines, whether they were taken or not. */
  count: number
  /** Lines that were written one by one and taken; what was submitted its receipts tell. */
  taken: number
  isClosed: boolean
}
interface Real {
  readonly server: Server
  readonly writer: BatchWriter
  readonly receipts: Receipt[]
  readonly reports: Promise<WriteReport>[]
  readonly handedBack: UnsentBatch[]
}
type Command = fc.AsyncCommand<Model, Real>

const command = (text: string, run: (model: Model, real: Real) => Promise<void> | void): Command => ({
  check: ({ isClosed }) => !isClosed || text.startsWith('fault') || text.startsWith('pass'),
  async run(model, real) {
    await run(model, real)
    check(model, real)
  },
  toString: () => text,
})

const givenTo = ({ taken }: Model, { receipts }: Real): number =>
  receipts.reduce((sum, receipt) => sum + receipt.lines, taken)

function check(model: Model, real: Real): void {
  const { isClosed } = model
  const { writer, server } = real
  const given = givenTo(model, real)
  const { buffered, inFlight, retrying, written, failed, unknown } = writer.stats
  const pending = buffered.lines + inFlight.lines + retrying.lines
  if (!isClosed) expect(written + failed + pending).toBe(given)
  else expect(written + failed + pending).toBeLessThanOrEqual(given)
  for (const { lines, bytes } of [buffered, inFlight, retrying]) {
    expect(Math.min(lines, bytes)).toBeGreaterThanOrEqual(0)
    expect(bytes > 0).toBe(lines > 0)
  }
  const { dropped, writtenBytes, failedBytes, droppedBytes } = writer.stats
  expect([writtenBytes > 0, failedBytes > 0, droppedBytes > 0]).toEqual([written > 0, failed > 0, dropped > 0])
  expect(server.stored.size).toBeGreaterThanOrEqual(written)
  expect(server.stored.size).toBeLessThanOrEqual(written + unknown + pending)
}

function checkReport({ written, failed, unsent }: WriteReport, given: number): void {
  expect(written + failed + unsent).toBe(given)
}

const commands = [
  fc
    .record({
      count: fc.integer({ min: 1, max: 12 }),
      bad: fc.nat(3),
      submits: fc.boolean(),
      bucket: fc.constantFrom('a', 'b'),
    })
    .map(({ count, bad, submits, bucket }) =>
      command(`write(${count}, ${bad} bad, ${bucket})`, async (model, { writer, receipts }) => {
        const lines = Array.from({ length: count }, (_, at) => {
          const number = model.count + at
          return `${at < bad ? 'bad' : 'good'} v=${number} ${number + 1}`
        })
        model.count += count
        try {
          if (submits) receipts.push(writer.submit(lines, { bucket }))
          else {
            for (const line of lines) {
              void writer.write(line, { bucket })
              model.taken++
            }
          }
        } catch (error) {
          if ((error as { code?: unknown }).code !== 'FLUXLINE_BUFFER_FULL') throw error
        }
        await vi.advanceTimersByTimeAsync(0)
      }),
    ),
  fc.constantFrom(...faults).map((fault) => command(`fault(${fault})`, (_, { server }) => void (server.fault = fault))),
  fc
    .integer({ min: 0, max: 20_000 })
    .map((ms) => command(`pass(${ms})`, async () => void (await vi.advanceTimersByTimeAsync(ms)))),
  fc.constant(
    command('flush', async (model, real) => {
      const flushing = real.writer.flush({ timeout: 500 })
      await vi.advanceTimersByTimeAsync(500)
      checkReport(await flushing, givenTo(model, real))
    }),
  ),
  fc.integer({ min: 0, max: 20_000 }).map((timeout) =>
    command(`close(${timeout})`, (model, { writer, reports }) => {
      model.isClosed = true
      reports.push(writer.close({ timeout }))
    }),
  ),
  fc.constant(
    command('abort', (model, { writer, handedBack }) => {
      model.isClosed = true
      handedBack.push(...writer.abort())
    }),
  ),
]

/** Lets things happen in an order to a writer and its server, ends the writer, and checks every count. */
async function play(options: BatchOptions, order: Iterable<Command>): Promise<void> {
  const server = new Server()
  const writer = createBatchWriter(server.client, { batchSize: 5, maxRetries: 3, ...options })
  const real: Real = { server, writer, receipts: [], reports: [], handedBack: [] }
  const model: Model = { count: 0, taken: 0, isClosed: false }
  const seen: WriterStats[] = []
  // The bytes of unreported batches are released, so one policy has no listener.
  if (options.overflow !== 'drop-oldest') writer.events.subscribe(() => void seen.push(writer.stats))
  await fc.asyncModelRun(() => ({ model, real }), order)
  const closing = writer.close({ timeout: 400_000 })
  await vi.advanceTimersByTimeAsync(400_000)
  const report = await closing
  checkReport(report, givenTo(model, real))
  for (const earlier of real.reports) expect(await earlier).toEqual(report)
  const linesBack = real.handedBack.reduce((sum, { lines }) => sum + lines, 0)
  expect(real.handedBack.length === 0 || linesBack === report.unsent).toBe(true)
  for (const { buffered, inFlight, retrying, written: stored, failed, dropped, unknown } of seen) {
    const counts = [buffered, inFlight, retrying].flatMap(({ lines, bytes }) => [lines, bytes])
    expect(Math.min(...counts, stored, failed - dropped, dropped, unknown)).toBeGreaterThanOrEqual(0)
    expect(buffered.lines + inFlight.lines + retrying.lines + stored + failed).toBeLessThanOrEqual(model.count)
  }
  const { written } = report
  expect(server.stored.size).toBeGreaterThanOrEqual(written)
  expect(server.stored.size).toBeLessThanOrEqual(written + writer.stats.unknown)
  for (const receipt of real.receipts) {
    const outcome = await receipt.outcome
    expect(outcome.written + outcome.failed + outcome.unsent).toBe(receipt.lines)
  }
  expect(vi.getTimerCount()).toBe(0)
}

it.each<[Overflow, number, number]>([
  ['wait', 1, 1e6],
  ['wait', 3, 1e6],
  ['wait', 2, 200],
  ['throw', 2, 200],
  ['drop-oldest', 2, 200],
  ['drop-newest', 2, 200],
])(
  'accounts for every line, in any order of events (%s, concurrency %d)',
  { timeout: 60_000 },
  (overflow, concurrency, maxBufferBytes) =>
    fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 40 }), (order) =>
        play({ overflow, concurrency, maxBufferBytes }, order),
      ),
      { numRuns: 200 },
    ),
)
