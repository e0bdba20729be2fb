/** Where code is not bundled, an unknown option gets a suggestion, and the state or kind of a server an explanation. */
export { suggestNearest as describeUnknown } from '@fluxline/internal/option-names'
export { otherServerError, stateRemedy } from '../http/explain-server.ts'
