/**
 * For fluxline's own packages. Not documented for use elsewhere.
 * @packageDocumentation
 */
export { knownServer, serverOf } from './known-server.ts'
export type { AnyClient } from './known-server.ts'
export { explainMissing, notOnThisServer } from './not-on-this-server.ts'
export type { Feature } from './not-on-this-server.ts'
export type { ServerInfo } from './ping-server.ts'
export { explainRefusedLines } from '../http/refused-by-v3.ts'
