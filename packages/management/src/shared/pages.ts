/** Where a page begins: behind the item of this ID, or behind so many items, whichever the list understands. */
export interface Position {
  readonly after: string | undefined
  readonly offset: number
}

interface Known extends Pick<Position, 'offset'> {
  readonly id: string
}

/**
 * Gives the items of a list, page by page, each once.
 *
 * InfluxDB's `links.next` loses filters. A page behind an item that was deleted is empty, or skips another; one at an offset
 * has shifted by then. So each page is asked to begin with an item that is known already, which proves that nothing was
 * skipped; where it does not, one that was given earlier is tried. Permissions are applied after a page was cut, so a page
 * that is not full is the end only where the largest page brings nothing new.
 * @param read Asks for one page
 * @param pageSize Items to ask for at once
 * @param largest The most that the server gives at once
 */
export async function* iteratePages<Item extends { readonly id: string }>(
  read: (position: Position, limit: number) => Promise<readonly Item[]>,
  pageSize: number,
  largest: number,
): AsyncGenerator<Item> {
  const seen = new Set<string>()
  // What is known, in the server's order.
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
    const place = known.findLastIndex(({ id }) => id === page[0]?.id)
    known.length = Math.max(0, place)
    known.push(...page.map(({ id }, at) => ({ id, offset: offset + at })))
    const fresh = page.filter(({ id }) => !seen.has(id))
    for (const item of fresh) {
      seen.add(item.id)
      yield item
    }
    const isShort = page.length < limit
    if (isShort && size === largest && fresh.length === 0) return
    if (isShort) size = largest
    // A list that does not know its own cursors would be walked for ever.
    idlePages = fresh.length > 0 ? 0 : idlePages + 1
    if (idlePages > seen.size + 1) return
  }
}
