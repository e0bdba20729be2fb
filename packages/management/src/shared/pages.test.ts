import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { iteratePages } from './pages.ts'
import type { Position } from './pages.ts'

interface Item {
  readonly id: string
}

/** How a list of InfluxDB finds the start of a page. */
type Kind = 'offset' | 'after is gone: nothing' | 'after is gone: one too far'

const kinds: Kind[] = ['offset', 'after is gone: nothing', 'after is gone: one too far']

/** A list that changes between its pages. `isVisible` is applied after a page was cut. */
class List {
  items: string[]
  readonly #kind: Kind
  readonly #isVisible: (id: string) => boolean
  reads = 0

  constructor(kind: Kind, items: readonly string[], isVisible: (id: string) => boolean = () => true) {
    this.#kind = kind
    this.items = [...items]
    this.#isVisible = isVisible
  }

  read = async ({ after, offset }: Position, limit: number): Promise<Item[]> => {
    this.reads++
    const start = this.#kind === 'offset' ? offset : after === undefined ? 0 : this.#behind(after)
    return this.items
      .slice(start, start + limit)
      .filter(this.#isVisible)
      .map((id) => ({ id }))
  }

  #behind(after: string): number {
    const index = this.items.indexOf(after)
    if (index >= 0) return index + 1
    if (this.#kind === 'after is gone: nothing') return Infinity
    const next = this.items.findIndex((id) => id > after)
    return next < 0 ? Infinity : next + 1
  }
}

const name = (number: number): string => `id-${String(number).padStart(5, '0')}`
const names = (count: number): string[] => Array.from({ length: count }, (_, at) => name(at * 10))

const isVisible = (id: string): boolean => id > name(300) && Number(id.at(-2)) % 3 === 0

async function collect(pages: AsyncIterable<Item>): Promise<string[]> {
  const ids: string[] = []
  for await (const { id } of pages) ids.push(id)
  return ids
}

describe.each(kinds)('a list by %s', (kind) => {
  it.each([1, 2, 7, 99, 100])('is read whole with pages of %d', async (size) => {
    for (const count of [0, 1, 2, 6, 7, 8, 100, 250]) {
      const list = new List(kind, names(count))
      expect(await collect(iteratePages(list.read, size, 100))).toEqual(names(count))
    }
  })

  it('takes one request more than it has pages', async () => {
    const list = new List(kind, names(5))
    await collect(iteratePages(list.read, 100, 100))
    expect(list.reads).toBe(2)
  })

  it('yields all items that remain, once and in order, while others come and go', async () => {
    const change = fc.record({
      at: fc.nat(60),
      remove: fc.array(fc.nat(59), { maxLength: 8 }),
      add: fc.array(fc.nat(599)),
    })
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), fc.array(change, { maxLength: 6 }), async (size, changes) => {
        const list = new List(kind, names(60))
        const removed = new Set<string>()
        const given: string[] = []
        for await (const { id } of iteratePages(list.read, size, 10)) {
          given.push(id)
          for (const { remove, add } of changes.filter(({ at }) => at === given.length)) {
            for (const at of remove) removed.add(name(at * 10))
            const added = add.map((number) => name(number)).filter((added) => !removed.has(added))
            list.items = [...new Set([...list.items, ...added])].filter((id) => !removed.has(id)).sort()
          }
        }
        const isStaying = (id: string): boolean => names(60).includes(id) && !removed.has(id)
        expect(given.filter(isStaying)).toEqual(names(60).filter(isStaying))
        expect(new Set(given).size).toBe(given.length)
      }),
      { numRuns: 300 },
    )
  })

  it('continues after items that the token cannot read', async () => {
    const list = new List(kind, names(60), isVisible)
    expect(await collect(iteratePages(list.read, 3, 50))).toEqual(names(60).filter(isVisible))
  })
})

it('ends even if the server ignores the start of a page', async () => {
  const read = async (_: Position, limit: number): Promise<Item[]> =>
    names(250)
      .slice(0, limit)
      .map((id) => ({ id }))
  expect(await collect(iteratePages(read, 100, 100))).toEqual(names(100))
})
