export type { IngestMessage, Source, SourceMessage } from '../source.ts'
export { jetStreamSource } from './jetstream-source.ts'
export type { JetStreamOptions } from './jetstream-source.ts'
