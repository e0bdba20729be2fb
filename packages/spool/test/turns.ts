import { expect, vi } from 'vitest'

/** Lets the event loop turn: files are real. */
export async function turn(): Promise<void> {
  for (let at = 0; at < 20; at++) await new Promise((resolve) => setImmediate(resolve))
}

/** Lets time pass until a promise is settled. */
export async function settled<Value>(promise: Promise<Value>): Promise<Value> {
  let isSettled = false
  promise.then(
    () => (isSettled = true),
    () => (isSettled = true),
  )
  while (!isSettled) {
    await turn()
    await vi.advanceTimersByTimeAsync(10)
  }
  return promise
}

/** Lets time pass until something is so. */
export async function until(isSo: () => boolean): Promise<void> {
  for (let at = 0; at < 1000 && !isSo(); at++) {
    await turn()
    await vi.advanceTimersByTimeAsync(10)
  }
  expect(isSo()).toBe(true)
}
