/**
 * For fluxline's own packages. Not documented for use elsewhere.
 * @packageDocumentation
 */
export { knownClientOptions } from './client-options.ts'
