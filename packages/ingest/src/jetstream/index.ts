export { jetStreamSource } from './jetstream-source.ts'
export type { JetStreamOptions } from './jetstream-source.ts'
