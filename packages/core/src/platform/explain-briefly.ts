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
