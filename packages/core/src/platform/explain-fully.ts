/**
 * Where code is not bundled, an unknown option gets a suggestion, a wrong address is shown, values are checked, each of the
 * common failures gets a remedy, and the lines that InfluxDB 3 refused are named.
 */
export { addCaller, noteCaller, passCaller, passedCaller } from '@fluxline/internal/caller'
export { expandTags } from '@fluxline/internal/default-tags'
export { suggestNearest as describeUnknown } from '@fluxline/internal/option-names'
export { checkValues } from '../client/check-values.ts'
export { describeAddress } from '../client/describe-address.ts'
export { explainFailure, explainTimeout } from '../explain/explain-failure.ts'
export { explainResponse } from '../explain/explain-response.ts'
export { alwaysHide, hideSecrets } from '../http/hide-secrets.ts'
export { explainRefusedLines } from '../http/explain-refused-lines.ts'
