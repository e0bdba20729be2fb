/** Where code is not bundled, an unknown option gets a suggestion. */
export { suggestNearest as describeUnknown } from '@fluxline/internal/option-names'
