/** Where every byte of a bundle counts, an unknown option gets the list of the known ones. */
export { listKnown as describeUnknown } from '@fluxline/internal/option-names'
