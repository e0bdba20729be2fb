/**
 * For fluxline's own packages. Not documented for use elsewhere.
 * @packageDocumentation
 */
export { renewable } from './credentials.ts'
export type { CredentialHeaders, Credentials } from './credentials.ts'
