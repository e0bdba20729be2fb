// oxlint-disable-next-line import/no-unassigned-import -- the check comes before anything that an older Node cannot load
import './check-node.ts'
import { onlyListens } from '@fluxline/internal/light-abort'
import { plainAddresses } from '../client/plain-address.ts'
import { useRemedies } from '../explain/find-remedy.ts'
import { lookUpRemedy } from '../explain/remedies.ts'
import { isOfReused } from '../pool/reused-connection.ts'
import { isRepeatable } from '../retry/is-repeatable.ts'
import { fetchTransport } from '../transport/fetch.ts'
import { defaultTimeouts, resolveTimeouts } from '../transport/timeout.ts'
import { undiciTransport } from '../transport/undici.ts'
import { nodeBase, warnOfPath } from './node-base.ts'
import type { Platform } from './platform.ts'

useRemedies(lookUpRemedy)

export const platform: Platform = {
  ...nodeBase,
  plainAddresses,
  markRequest: onlyListens,
  resends: (spec, error) => isRepeatable(spec) && isOfReused(Object(error).cause),
  createTransport(options) {
    warnOfPath(options.url)
    if (options.fetch) return fetchTransport(options.fetch)
    return undiciTransport(options.url, resolveTimeouts(options.timeout, defaultTimeouts).connect, options)
  },
}
