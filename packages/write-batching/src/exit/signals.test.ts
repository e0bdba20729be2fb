import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { listenToSignals } from './signals.ts'
import type { ClosingWriter, LinesLeft, SignalHost } from './signals.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

class Host extends EventEmitter implements SignalHost {
  readonly pid = 7
  readonly killed: string[] = []
  kill(_: number, signal: string): void {
    this.killed.push(signal)
  }
}

interface Habits {
  readonly timeoutMs?: number
  /** How long a flush takes. */
  readonly flushMs: number
  /** How long the application writes on, a line each 20 ms. */
  readonly writesMs?: number
}

class Writer implements ClosingWriter {
  readonly timeoutMs: number
  lines = 1
  hasLeft = false
  readonly #flushMs: number
  #left = -1

  constructor({ timeoutMs = 8000, flushMs, writesMs = 0 }: Habits) {
    this.timeoutMs = timeoutMs
    this.#flushMs = flushMs
    const writing = setInterval(() => this.lines++, 20)
    setTimeout(() => clearInterval(writing), writesMs)
  }

  isBusy(): boolean {
    return this.lines > 0
  }

  async flush(timeoutMs: number): Promise<void> {
    const { lines } = this
    await new Promise((resolve) => setTimeout(resolve, Math.min(this.#flushMs, timeoutMs)))
    if (timeoutMs >= this.#flushMs) this.lines -= lines
  }

  leave(): LinesLeft {
    this.hasLeft = true
    this.#left = this.lines
    return { left: this.lines, unheard: this.lines }
  }

  /** What was left then. */
  get left(): number {
    return this.#left
  }
}

function listen(...writers: Writer[]): { host: Host; stop: () => void } {
  const host = new Host()
  const giveUp = (): void => void writers.map((writer) => writer.leave())
  return { host, stop: listenToSignals(host, new Set(writers), giveUp) }
}

it.each<[string, Habits, { after: number; by: number; left: number }]>([
  ['when nothing is left', { flushMs: 50 }, { after: 49, by: 60, left: 0 }],
  ['when nothing is left, also if more is written', { flushMs: 5, writesMs: 1e6 }, { after: 4, by: 30, left: 0 }],
  ['when the last line is sent', { flushMs: 500, writesMs: 1200 }, { after: 1500, by: 2100, left: 0 }],
  ['after the time-out, with what is left', { timeoutMs: 800, flushMs: 1e6 }, { after: 799, by: 820, left: 1 }],
  [
    'after the time-out if more is written than sent',
    { timeoutMs: 810, flushMs: 100, writesMs: 1e6 },
    { after: 800, by: 830, left: 5 },
  ],
])('ends the process %s', async (_, habits, { after, by, left }) => {
  const writer = new Writer(habits)
  const { host } = listen(writer)
  host.emit('SIGTERM')
  await vi.advanceTimersByTimeAsync(after)
  expect([host.killed, writer.hasLeft]).toEqual([[], false])
  await vi.advanceTimersByTimeAsync(by - after)
  expect([host.killed, writer.hasLeft]).toEqual([['SIGTERM'], true])
  expect(writer.left).toBeGreaterThanOrEqual(left)
  expect(writer.left).toBeLessThanOrEqual(left * 2)
  expect(host.eventNames()).toEqual([])
})

it('waits for each writer as long as its time-out says', async () => {
  const [hasty, patient] = [new Writer({ timeoutMs: 100, flushMs: 1e6 }), new Writer({ timeoutMs: 900, flushMs: 1e6 })]
  const { host } = listen(hasty, patient)
  host.emit('SIGINT')
  await vi.advanceTimersByTimeAsync(880)
  expect(host.killed).toEqual([])
  await vi.advanceTimersByTimeAsync(40)
  expect(host.killed).toEqual(['SIGINT'])
})

it('ends the process at once on a second signal, and gives up what is left', async () => {
  const writer = new Writer({ flushMs: 1e6 })
  const { host } = listen(writer)
  host.emit('SIGINT')
  await vi.advanceTimersByTimeAsync(10)
  expect(writer.hasLeft).toBe(false)
  host.emit('SIGINT')
  expect([host.killed, writer.hasLeft]).toEqual([['SIGINT'], true])
})

it.each<[string, (host: Host, listener: () => void) => void]>([
  ['on', (host, listener) => host.on('SIGHUP', listener)],
  ['once', (host, listener) => host.once('SIGHUP', listener)],
  ['prependOnceListener', (host, listener) => host.prependOnceListener('SIGHUP', listener)],
])('only sends what writers hold if the application listens to the signal (%s)', async (_, add) => {
  const host = new Host()
  const writer = new Writer({ flushMs: 50 })
  add(host, () => {})
  const giveUp = vi.fn<() => void>()
  const stop = listenToSignals(host, new Set([writer]), giveUp)
  host.emit('SIGHUP')
  await vi.advanceTimersByTimeAsync(10_000)
  expect([host.killed, giveUp.mock.calls, writer.lines]).toEqual([[], [], 0])
  writer.lines = 1
  // Now it does not listen any more, or the process ends by another signal.
  host.emit('SIGTERM')
  await vi.advanceTimersByTimeAsync(100)
  expect([host.killed, writer.lines]).toEqual([['SIGTERM'], 0])
  stop()
})

it('sends what writers hold when the process has nothing left to do, without a limit', async () => {
  const writer = new Writer({ timeoutMs: 100, flushMs: 60_000 })
  const { host, stop } = listen(writer)
  host.emit('beforeExit')
  await vi.advanceTimersByTimeAsync(60_000)
  expect([writer.lines, writer.hasLeft]).toEqual([0, false])
  stop()
  expect(host.eventNames()).toEqual([])
})
