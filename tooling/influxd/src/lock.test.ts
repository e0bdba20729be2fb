import { mkdir, mkdtemp, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { withLock } from './lock.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fluxline-test-'))
})

afterEach(() => rm(folder, { recursive: true }))

const quiet = { onProgress: () => {} }

it('runs one holder at a time, and reports that another waits', async () => {
  const path = join(folder, 'lock')
  const order: string[] = []
  const said: string[] = []
  const first = withLock(path, quiet, async () => {
    order.push('first in')
    await sleep(50)
    order.push('first out')
  })
  await sleep(10)
  await withLock(path, { onProgress: (message) => said.push(message) }, async () => void order.push('second in'))
  await first
  expect(order).toEqual(['first in', 'first out', 'second in'])
  expect(said).toEqual(['Waiting for another build'])
})

it('releases the lock after a failure', async () => {
  const path = join(folder, 'lock')
  await expect(withLock(path, quiet, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  await expect(withLock(path, quiet, () => Promise.resolve('in'))).resolves.toBe('in')
})

it('takes over from a holder that died', async () => {
  const path = join(folder, 'lock')
  await mkdir(path)
  const longAgo = new Date(Date.now() - 60_000)
  await utimes(path, longAgo, longAgo)
  await expect(withLock(path, quiet, () => Promise.resolve('in'))).resolves.toBe('in')
})
