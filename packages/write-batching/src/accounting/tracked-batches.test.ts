import fc from 'fast-check'
import { expect, it } from 'vitest'
import { watchTransitions } from '../../test/watch-transitions.ts'
import { batchOf, linesOf, nextStates, sliceBatch } from './batch.ts'
import type { Batch, BatchState, FinalState } from './batch.ts'
import { BufferShares } from './buffer-shares.ts'
import { createRoute } from './destination.ts'
import { Ledger } from './ledger.ts'
import { PendingReceipt } from './receipt.ts'
import type { Outcome } from './receipt.ts'
import { TrackedBatches } from './tracked-batches.ts'

watchTransitions()

const route = createRoute({ bucket: 'b', org: undefined, precision: 'ns' })
const pending: readonly BatchState[] = ['filling', 'queued', 'inFlight', 'retrying']
const isFinal = (state: BatchState): state is FinalState => !pending.includes(state)

/** Everything that the calls change, with what was accepted beside it. */
class Model {
  readonly shares = new BufferShares(100)
  readonly ledger = new Ledger(10, this.shares)
  readonly tracked = new TrackedBatches(this.ledger, this.shares)
  readonly routes = ['a', 'b', 'c'].map((bucket) => createRoute({ bucket, org: undefined, precision: 'ns' }))
  readonly filling: Batch[] = []
  readonly receipts: PendingReceipt[] = []
  accepted = 0

  accept(count: number): void {
    const receipt = new PendingReceipt(10)
    receipt.expectLines(count)
    receipt.allAccepted()
    const body = new TextEncoder().encode('m v=1 1\n'.repeat(count))
    const route = this.routes[count % this.routes.length]!
    const batch = batchOf(route, body, count, [{ receipt, start: 0, end: count }])
    this.ledger.countAccepted(route, count, body.length)
    this.accepted += count
    this.receipts.push(receipt)
    this.filling.push(batch)
  }

  /** Moves one batch to one of the states that are legal for it. */
  move(which: number, to: number): void {
    const batches = [...this.filling, ...this.tracked.snapshot()]
    const batch = batches[which % Math.max(batches.length, 1)]
    if (batch === undefined) return
    const choices = nextStates[batch.state]
    const state = choices[to % choices.length]!
    if (batch.state === 'filling') this.filling.splice(this.filling.indexOf(batch), 1)
    if (isFinal(state)) this.tracked.settle(batch, state, new Error(state))
    else if (batch.state === 'filling') this.tracked.admit(batch)
    else this.tracked.transition(batch, state as 'queued')
  }

  split(which: number, at: number): void {
    const batches = this.tracked.snapshot().filter(({ state, lines }) => state === 'inFlight' && lines > 1)
    const batch = batches[which % Math.max(batches.length, 1)]
    if (batch === undefined) return
    const lines = linesOf(batch)
    const middle = 1 + (at % (lines.length - 1))
    this.tracked.split(batch, [sliceBatch(batch, lines, 0, middle), sliceBatch(batch, lines, middle, lines.length)])
  }
}

function check({ ledger, tracked, routes, filling, accepted }: Model): void {
  const { lines } = ledger
  expect(Object.values(lines).reduce((sum, count) => sum + count, 0)).toBe(accepted)
  const held = [...filling, ...tracked.snapshot()]
  for (const state of pending) {
    const batches = held.filter((batch) => batch.state === state)
    expect(batches.reduce((sum, batch) => sum + batch.lines, 0)).toBe(lines[state])
  }
  for (const route of routes) {
    const own = held.filter((batch) => batch.route === route)
    expect(own.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(route.share.bytes.held)
    const oldest = own.find(({ state }) => state === 'queued')
    expect(tracked.oldestIn(route.share, 'queued')).toBe(oldest)
  }
}

const call = fc.oneof(
  fc.integer({ min: 1, max: 9 }).map(
    (count) =>
      (model: Model): void =>
        model.accept(count),
  ),
  fc.tuple(fc.nat(), fc.nat()).map(
    ([which, to]) =>
      (model: Model): void =>
        model.move(which, to),
  ),
  fc.tuple(fc.nat(), fc.nat()).map(
    ([which, at]) =>
      (model: Model): void =>
        model.split(which, at),
  ),
)

it('keeps every accepted line in exactly one state, whatever the calls, and receipts agree', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(call, { maxLength: 60 }), async (calls) => {
      const model = new Model()
      for (const step of calls) {
        step(model)
        check(model)
      }
      // A long way to the end for each batch.
      for (let to = 0; model.filling.length + model.tracked.snapshot().length > 0; to++) {
        model.move(0, to)
        check(model)
      }
      const outcomes = await Promise.all(model.receipts.map(({ outcome }) => outcome))
      const sumOf = (kind: keyof Outcome & ('written' | 'failed' | 'unsent')): number =>
        outcomes.reduce((sum, outcome) => sum + outcome[kind], 0)
      const { written, failed, dropped, unsent } = model.ledger.lines
      expect([sumOf('written'), sumOf('failed'), sumOf('unsent')]).toEqual([written, failed + dropped, unsent])
    }),
    { numRuns: 500 },
  )
})

it('counts lines that were given up as unknown if they may be stored', () => {
  const model = new Model()
  model.accept(3)
  const [batch] = model.filling
  model.tracked.admit(batch!)
  model.tracked.transition(batch!, 'inFlight')
  batch!.mayBeStored = true
  model.tracked.settle(batch!, 'failed')
  expect(model.ledger.stats).toMatchObject({ failed: 3, unknown: 3 })
})

it('keeps rejected lines for the report, up to a limit', () => {
  const shares = new BufferShares(100)
  const ledger = new Ledger(1, shares)
  const tracked = new TrackedBatches(ledger, shares)
  for (const line of ['a', 'b']) {
    const batch = batchOf(route, new TextEncoder().encode(`${line}\n`), 1)
    ledger.countAccepted(route, 1, 2)
    tracked.settle(batch, 'failed', undefined, { line, reason: 'bad' })
  }
  expect(ledger.report()).toEqual({ written: 0, failed: 2, unsent: 0, rejected: [{ line: 'a', reason: 'bad' }] })
})
