import { isHttpError } from '@fluxline/core'
import { sleep } from '@fluxline/internal/timers'

const LOOKS = 5
const PAUSE_MS = 250

/** A resource that must exist once, although InfluxDB lets several scripts create it at the same time. */
export interface Unique<Resource extends { readonly id: string }> {
  /** Returns all that exist. */
  readonly list: () => Promise<readonly Resource[]>
  readonly create: () => Promise<Resource>
  readonly delete: (created: Resource) => Promise<void>
  /** Returns the error to throw if several exist and no script deletes its own. */
  readonly tooMany: (found: readonly Resource[]) => Error
}

/**
 * Returns the one resource, or creates it. Each script that finds others beside its own deletes its own, unless it is the
 * oldest. InfluxDB may show an older one later than a younger one, which a script uses by then: so the oldest waits
 * for the others to disappear, and gives way to one that stays.
 */
export async function createOnce<Resource extends { readonly id: string }>(
  resource: Unique<Resource>,
  signal: AbortSignal | undefined,
): Promise<Resource> {
  for (let attempt = 1; ; attempt++) {
    const found = await onlyOne(resource, signal)
    if (found) return found
    try {
      const created = await resource.create()
      const remaining = await settle(resource, created, signal)
      if (remaining) return remaining
      await resource.delete(created)
    } catch (error) {
      // Another script has created it, and it is not visible yet.
      if (attempt === LOOKS || !isHttpError(error) || error.serverCode !== 'conflict') throw error
      await sleep(PAUSE_MS, signal)
    }
  }
}

/** Returns the created resource if it is the one that remains. */
async function settle<Resource extends { readonly id: string }>(
  { list }: Unique<Resource>,
  created: Resource,
  signal: AbortSignal | undefined,
): Promise<Resource | undefined> {
  for (let look = 1; ; look++) {
    const all = await list()
    const others = all.filter(({ id }) => id !== created.id)
    if (others.length === 0) return all[0] ?? created
    // IDs grow with time, and have one length.
    const isOldest = others.every(({ id }) => id > created.id)
    if (!isOldest || look === LOOKS) return undefined
    await sleep(PAUSE_MS, signal)
  }
}

/** Returns the one resource, if there is one. If there are several, it waits for other scripts to delete theirs. */
async function onlyOne<Resource extends { readonly id: string }>(
  { list, tooMany }: Unique<Resource>,
  signal: AbortSignal | undefined,
): Promise<Resource | undefined> {
  for (let look = 1; ; look++) {
    const found = await list()
    if (found.length < 2) return found[0]
    // Longer than the oldest of them waits.
    if (look > LOOKS) throw tooMany(found)
    await sleep(PAUSE_MS, signal)
  }
}
