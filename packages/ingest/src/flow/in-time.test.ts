import { expect, it } from 'vitest'
import { inTime } from './in-time.ts'

const never = new Promise<void>(() => {})

it('waits for a call, with its error, as long as the signal is not aborted', async () => {
  const { signal } = new AbortController()
  await inTime(Promise.resolve(), 0, signal)
  await expect(inTime(Promise.reject(new Error('lost')), 0, signal)).rejects.toThrow('lost')
  const later = new Promise<void>((resolve) => setTimeout(resolve, 20))
  await inTime(later, 0, signal)
})

it('waits for a grace after the signal is aborted', async () => {
  const leaving = new AbortController()
  const late = inTime(never, 20, leaving.signal)
  leaving.abort()
  await expect(late).rejects.toThrow('It did not end within 20 ms.')
  await expect(inTime(never, 20, AbortSignal.abort())).rejects.toThrow('It did not end within 20 ms.')
  await inTime(Promise.resolve(), 20, AbortSignal.abort())
})
