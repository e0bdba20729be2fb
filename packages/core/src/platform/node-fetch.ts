// oxlint-disable-next-line import/no-unassigned-import -- the check comes before anything that an older Node cannot load
import './check-node.ts'
import { fetchTransport } from '../transport/fetch.ts'
import { nodeBase, warnOfPath } from './node-base.ts'
import type { Platform } from './platform.ts'
import { refuseNodeOptions } from './refuse-node-options.ts'

/** Node without undici, whose size counts in functions that start often. */
export const platform: Platform = {
  ...nodeBase,
  createTransport(options) {
    refuseNodeOptions(options, 'needs undici; use @fluxline/core instead of @fluxline/core/fetch')
    warnOfPath(options.url)
    return fetchTransport(options.fetch)
  },
}
