/**
 * Where code is not bundled, an unknown option gets a suggestion, a wrong address is shown, values are checked, and the state or kind of a
 * server gets an explanation; the lines that InfluxDB 3 refused are named.
 */
export { expandTags } from '@fluxline/internal/default-tags'
export { suggestNearest as describeUnknown } from '@fluxline/internal/option-names'
export { checkValues } from '../client/check-values.ts'
export { describeAddress } from '../client/describe-address.ts'
export { explainResponse } from '../http/explain-response.ts'
export { alwaysHide, hideSecrets } from '../http/hide-secrets.ts'
export { explainRefusedLines } from '../http/refused-by-v3.ts'
