import { integerOption } from '@fluxline/internal/options'

/** Start of a page: after the item with this ID, or after this many items. A list understands one of the two. */
export interface Position {
  readonly after: string | undefined
  readonly offset: number
}

interface Known extends Pick<Position, 'offset'> {
  readonly id: string
}

/**
 * Yields the items of a list, page by page, each once.
 *
 * InfluxDB's `links.next` loses filters. A page after a deleted item is empty, or skips another item. A page at an offset
 * shifts when items come and go. So each page is asked to start with an item that is already known, which proves that
 * nothing was skipped. If it does not, the next request starts from an earlier item. InfluxDB applies permissions after
 * it cut a page, so a page that is not full is the last one only if the largest page has nothing new.
 * @param read Requests one page
 * @param pageSize Items per request
 * @param largest The most items that the server returns at once
 */
export async function* iteratePages<Item extends { readonly id: string }>(
  read: (position: Position, limit: number) => Promise<readonly Item[]>,
  pageSize: number,
  largest: number,
): AsyncGenerator<Item, undefined> {
  const seen = new Set<string>()
  // Known items, in the server's order.
  const known: Known[] = []
  let size = pageSize
  let stepsBack = 0
  let idlePages = 0
  for (;;) {
    const first = Math.max(0, known.length - 1 - stepsBack)
    const offset = known[first]?.offset ?? 0
    const limit = Math.min(largest, known.length > 0 ? size + 1 : size)
    const page = await read({ after: known[first - 1]?.id, offset }, limit)
    if (first > 0 && !seen.has(page[0]?.id ?? '')) {
      stepsBack = stepsBack * 2 + 1
      continue
    }
    stepsBack = 0
    const start = known.findLastIndex(({ id }) => id === page[0]?.id)
    known.length = Math.max(0, start)
    known.push(...page.map(({ id }, index) => ({ id, offset: offset + index })))
    const fresh = page.filter(({ id }) => !seen.has(id))
    for (const item of fresh) {
      seen.add(item.id)
      yield item
    }
    const isShort = page.length < limit
    if (isShort && size === largest && fresh.length === 0) return
    if (isShort) size = largest
    // Ends the iteration of a list that does not understand its own cursors.
    idlePages = fresh.length > 0 ? 0 : idlePages + 1
    if (idlePages > seen.size + 1) return
  }
}

/** Yields the items of a list that InfluxDB does not cut into pages. */
export async function* iterateOnce<Item>(list: Promise<readonly Item[]>): AsyncGenerator<Item, undefined> {
  yield* await list
}

/** What an error says of filters that a list does not have. */
export const useFind: Readonly<Record<string, string>> = { id: 'is not a filter of this list; call find(id).' }

/** Checks `limit` and `offset`, if they are set. @throws OptionError */
export function checkPage(
  what: string,
  { limit, offset }: { readonly limit?: number | undefined; readonly offset?: number | undefined },
  largest: number,
): void {
  if (limit !== undefined) integerOption(what, 'limit', limit, 1, largest)
  if (offset !== undefined) integerOption(what, 'offset', offset, 0)
}
