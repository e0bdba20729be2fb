import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { Commits } from './commits.ts'
import { Partition } from './partition.ts'
import type { Taken } from './partition.ts'

it('low is the lowest message that is not finished, in whatever order they finish, and with gaps between offsets', () => {
  const steps = fc.array(fc.record({ gap: fc.integer({ min: 1, max: 5 }), finish: fc.nat() }), { maxLength: 200 })
  fc.assert(
    fc.property(steps, (all) => {
      const partition = new Partition('t', 0, 10n)
      const open: Taken[] = []
      let next = 10n
      for (const { gap, finish } of all) {
        open.push(partition.take(next))
        next += BigInt(gap)
        if (finish % 3 > 0) partition.finish(open.splice(finish % open.length, 1)[0]!)
        const lowest = open.reduce((low, { offset }) => (offset < low ? offset : low), partition.position)
        expect(partition.low).toBe(lowest)
      }
      for (const taken of open) partition.finish(taken)
      expect(partition.low).toBe(partition.position)
    }),
  )
})

it('holds messages only from the lowest unfinished one on, and is full if that stays', () => {
  const partition = new Partition('t', 0, 0n)
  const first = partition.take(0n)
  for (let offset = 1n; offset < 100_000n; offset++) partition.finish(partition.take(offset))
  expect([partition.isFull, partition.low]).toEqual([true, 0n])
  partition.finish(first)
  expect([partition.isFull, partition.low]).toEqual([false, 100_000n])
})

it('tells what was taken before from a log that begins again', () => {
  const partition = new Partition('t', 0, 100n, 100n)
  partition.finish(partition.take(100n))
  partition.take(101n)
  expect([99n, 100n, 101n, 102n].map((offset) => partition.hasTaken(offset))).toEqual([false, true, true, false])
  const again = partition.take(0n)
  expect([partition.low, partition.position, partition.committed]).toEqual([0n, 1n, undefined])
  partition.finish(again)
  expect(partition.low).toBe(1n)
})

it('what an earlier owner of a partition finishes is of no effect', () => {
  const before = new Partition('t', 0, 0n)
  const taken = before.take(0n)
  const now = new Partition('t', 0, 0n)
  now.take(0n)
  before.finish(taken)
  expect(now.low).toBe(0n)
})

it('commits what moved, one commit at a time, and what failed with the next one', async () => {
  const sent: string[] = []
  const faults: unknown[] = []
  let isRefused = true
  const commits = new Commits(
    async (offsets) => {
      sent.push(offsets.map(({ partition, offset }) => `${partition}:${offset}`).join(' '))
      await Promise.resolve()
      if (isRefused) throw new Error('away')
    },
    (error) => faults.push(error),
  )
  const [one, other] = [new Partition('t', 1, 5n, 5n), new Partition('t', 2, 0n, 0n)]
  commits.assign([one, other])
  await commits.now()
  one.finish(one.take(5n))
  await Promise.all([commits.now(), commits.now()])
  isRefused = false
  other.finish(other.take(0n))
  await commits.all()
  await commits.now()
  expect(sent).toEqual(['1:6', '1:6 2:1'])
  expect(faults).toEqual([new Error('away')])
})

it('commits nothing of a partition that was lost, also if the client tries again', async () => {
  const tried: number[][] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  const commits = new Commits(
    async (offsets) => {
      tried.push(offsets.map(({ partition }) => partition))
      await promise
      tried.push(offsets.map(({ partition }) => partition))
    },
    () => {},
  )
  const partitions = [1, 2, 3].map((partition) => new Partition('t', partition, 0n))
  commits.assign(partitions)
  for (const partition of partitions) partition.finish(partition.take(0n))
  const committed = commits.now()
  commits.assign([partitions[1]!])
  resolve()
  await committed
  expect(tried).toEqual([[1, 2, 3], [2]])
  expect(partitions[1]!.committed).toBe(1n)
})

it('commits now and then until it is stopped', async () => {
  vi.useFakeTimers()
  let count = 0
  const commits = new Commits(
    () => {
      count++
      return Promise.resolve()
    },
    () => {},
  )
  const partition = new Partition('t', 0, 0n, 0n)
  commits.assign([partition])
  commits.start()
  await vi.advanceTimersByTimeAsync(1000)
  expect(count).toBe(0)
  partition.finish(partition.take(0n))
  commits.isPaused = true
  await vi.advanceTimersByTimeAsync(1000)
  expect(count).toBe(0)
  commits.isPaused = false
  await vi.advanceTimersByTimeAsync(150)
  expect(count).toBe(1)
  commits.stop()
  vi.useRealTimers()
})
