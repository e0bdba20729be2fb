import { expect } from 'vitest'
import { nextStates } from '../src/accounting/batch.ts'
import type { Batch, BatchState } from '../src/accounting/batch.ts'
import { Ledger } from '../src/accounting/ledger.ts'
import { TrackedBatches } from '../src/accounting/tracked-batches.ts'

type Method<Class> = {
  [Name in keyof Class]: Class[Name] extends (...args: never[]) => void ? Name : never
}[keyof Class]

/** Asserts each transition of each batch of this test file, by the table of legal transitions. */
export function watchTransitions(): void {
  around(TrackedBatches.prototype, 'admit', (tracked, call, batch: Batch) => {
    // What is read back out of a spool is admitted too.
    expect(['filling', 'spooled']).toContain(batch.state)
    expect(tracked.isTracked(batch)).toBe(false)
    call()
    expect([batch.state, tracked.isTracked(batch)]).toEqual(['queued', true])
  })
  around(TrackedBatches.prototype, 'transition', (_, call, batch: Batch, to: BatchState) => {
    expectLegal(batch.state, to)
    call()
    expect(batch.state).toBe(to)
  })
  around(TrackedBatches.prototype, 'split', (tracked, call, batch: Batch, parts: readonly Batch[]) => {
    expect([batch.state, tracked.isTracked(batch)]).toEqual(['inFlight', true])
    expect([sum(parts, 'lines'), sum(parts, 'bytes')]).toEqual([batch.lines, batch.bytes])
    call()
    for (const part of parts) expect([part.state, tracked.isTracked(part)]).toEqual(['inFlight', true])
    expect(tracked.isTracked(batch)).toBe(false)
  })
  around(TrackedBatches.prototype, 'settle', (tracked, call, batch: Batch, end: BatchState) => {
    // Lines that are dropped or rejected on acceptance, or lost in a spool, are never admitted.
    expect(tracked.isTracked(batch)).toBe(batch.state !== 'filling' && batch.state !== 'spooled')
    call()
    expect([batch.state, tracked.isTracked(batch)]).toEqual([end, false])
  })
  around(Ledger.prototype, 'countMove', (ledger, call, batch: Batch, to: BatchState) => {
    expectLegal(batch.state, to)
    call()
    expect(Math.min(...Object.values(ledger.lines))).toBeGreaterThanOrEqual(0)
  })
}

function around<Class extends object>(
  prototype: Class,
  name: Method<Class>,
  watch: (instance: Class, call: () => void, ...args: never[]) => void,
): void {
  const original = prototype[name] as (this: Class, ...args: never[]) => void
  const value = function (this: Class, ...args: never[]): void {
    watch(this, () => original.apply(this, args), ...args)
  }
  Object.defineProperty(prototype, name, { value, configurable: true })
}

function expectLegal(from: BatchState, to: BatchState): void {
  expect(nextStates[from], `${from} to ${to}`).toContain(to)
}

function sum(parts: readonly Batch[], what: 'lines' | 'bytes'): number {
  return parts.reduce((total, part) => total + part[what], 0)
}
