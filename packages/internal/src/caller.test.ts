import { expect, it } from 'vitest'
import { addCaller, callerOf, noteCaller, passCaller, passedCaller } from './caller.ts'
import type { Caller } from './caller.ts'

function called(): Caller {
  return callerOf(called)
}

function callingFunction(): Caller {
  return called()
}

it('adds the caller to a stack once, after its own lines', () => {
  const error = new Error('lost')
  error.stack = 'Error: lost\n    at timer (node:timers:1:1)'
  expect(addCaller(error, callingFunction())).toBe(error)
  const [head, own, first, ...others] = error.stack.split('\n')
  expect([head, own]).toEqual(['Error: lost', '    at timer (node:timers:1:1)'])
  expect(first).toMatch(/^ +at callingFunction \(.*caller\.test\.ts/)
  expect(others.join('\n')).not.toMatch(/Error|at called/)
  const before = error.stack
  const again = callingFunction()
  addCaller(addCaller(error, again), again)
  expect(error.stack.split('\n').length).toBeLessThanOrEqual(before.split('\n').length + 1)
})

it('notes a caller once, also for the call that it is passed to', () => {
  const call = passCaller({ path: '/x' }, {})
  const outer = (): Caller => noteCaller(passedCaller(call), outer)
  const first = outer().stack
  expect(first).toMatch(/^Error.*\n +at .*caller\.test\.ts/)
  const later = (): string | undefined => outer().stack
  expect(later()).toBe(first)
  expect(passedCaller({ path: '/x' })).toEqual({})
})

it('notes a caller in a program that has frozen `Error`', () => {
  const limit = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit')!
  Object.defineProperty(Error, 'stackTraceLimit', { writable: false })
  try {
    expect(callingFunction().stack).toMatch(/\n +at callingFunction /)
  } finally {
    Object.defineProperty(Error, 'stackTraceLimit', limit)
  }
})

it('a stack that many calls share stays short', () => {
  const error = new Error('lost')
  for (let call = 0; call < 100; call++) addCaller(error, { stack: `Error\n    at call${call} (file.ts:${call}:1)` })
  expect(error.stack!.split('\n').length).toBeLessThan(60)
})

it.each([
  ['no caller', new Error('x'), undefined],
  ['an engine without stacks of callers', new Error('x'), {}],
  ['a value that is not an error', 'x', { stack: 'Error\n    at a' }],
  ['a stack that is not text', Object.assign(new Error('x'), { stack: [] as never }), { stack: 'Error\n    at a' }],
])('%s changes nothing', (_, error, caller) => {
  const before = (error as Error).stack
  expect(addCaller(error, caller)).toBe(error)
  expect((error as Error).stack).toBe(before)
})
