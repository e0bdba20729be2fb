import { afterAll, beforeAll, expect, it } from 'vitest'
import { collect, each, unique } from './support.ts'

/** An item of a list. */
interface Named {
  readonly id: string
  readonly name: string
}

/** A list that InfluxDB cuts into pages. */
export interface PagedList {
  create(name: string): Promise<Named>
  delete(item: Named): Promise<void>
  /** Ways to read it: a name, and a function that takes the page size. */
  readonly ways: readonly (readonly [name: string, iterate: (limit: number) => AsyncIterable<Named>])[]
}

type Iterate = PagedList['ways'][number][1]

/** Tests a list with 250 items, which remain unless `leavesNothing` is set. */
export function itIsReadWhole(list: PagedList, { leavesNothing }: { leavesNothing: boolean }): void {
  const prefix = unique('page')
  const there = new Set<string>()

  async function create(name: string): Promise<void> {
    await list.create(`${prefix}-${name}`)
    there.add(`${prefix}-${name}`)
  }

  async function* own(iterate: Iterate, limit: number): AsyncGenerator<Named> {
    for await (const item of iterate(limit)) if (item.name.startsWith(prefix)) yield item
  }

  // More than two of the largest pages.
  beforeAll(() =>
    each(
      Array.from({ length: 250 }, (_, at) => String(at)),
      create,
    ),
  )

  afterAll(async () => {
    if (!leavesNothing) return
    await each(await collect(own(list.ways[0]![1], 100)), (item) => list.delete(item))
  })

  it.each(list.ways)('yields each of %s once, with pages of any size', async (_, iterate) => {
    for (const limit of [1, 7, 100]) {
      const given = await collect(own(iterate, limit))
      expect(given.map(({ name }) => name).sort()).toEqual([...there].sort())
    }
  })

  it.each(list.ways)('yields all of %s that remain, once, while others come and go', async (_, iterate) => {
    const before = await collect(own(iterate, 100))
    const given: Named[] = []
    for await (const item of own(iterate, 7)) {
      given.push(item)
      if (given.length % 7 !== 0 || given.length > 70) continue
      // Deletes the items before and at the start of the next page, and the one after; and adds one.
      const next = before[before.findIndex(({ id }) => id === item.id) + 1]!
      for (const gone of [...given.slice(-2), next].filter(({ name }) => there.has(name))) {
        await list.delete(gone)
        there.delete(gone.name)
      }
      await create(unique('new'))
    }
    const old = new Set(before.map(({ name }) => name))
    const staying = (items: readonly Named[]): string[] =>
      items.map(({ name }) => name).filter((name) => old.has(name) && there.has(name))
    expect(staying(given)).toEqual(staying(before))
    expect(new Set(given.map(({ id }) => id)).size).toBe(given.length)
  })
}
