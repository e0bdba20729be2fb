import type { expandTags as expandVariables } from '@fluxline/internal/default-tags'
import { OptionError } from '../errors.ts'
import type { describeAddress as describe } from '../client/describe-address.ts'
import type { otherServerError as explainServer, stateRemedy as explainState } from '../http/explain-server.ts'

/** Where every byte of a bundle counts, an unknown option gets the list of the known ones. */
export { listKnown as describeUnknown } from '@fluxline/internal/option-names'

/** Shows nothing of it. */
export const describeAddress: typeof describe = () => 'is missing or wrong'

/** Explains nothing: the 404 of another server is an HttpError with the server's own message. */
export const otherServerError: typeof explainServer = () => undefined

/** Explains nothing: the server's own message names its state. */
export const stateRemedy: typeof explainState = () => undefined

/** Where a process and its variables rarely exist, a reference to one is an error. */
export const expandTags: typeof expandVariables = (what, tags) => {
  if (JSON.stringify(tags)?.includes('${env.')) {
    throw new OptionError(`${what}: \${env.…} in default tags needs Node; pass the value`, { option: 'defaultTags' })
  }
  return tags && { ...tags }
}
