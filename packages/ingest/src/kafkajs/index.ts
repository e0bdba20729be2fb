export type { IngestMessage, Source, SourceMessage } from '../source.ts'
export type {
  KafkaJsBatchPayload,
  KafkaJsConsumer,
  KafkaJsDeadMessage,
  KafkaJsHeader,
  KafkaJsHeaders,
  KafkaJsJoin,
  KafkaJsOffsets,
  KafkaJsProducer,
  KafkaJsRecord,
  KafkaJsRun,
} from './client.ts'
export { kafkaJsSource } from './kafkajs-source.ts'
export type { KafkaJsDeadLetter, KafkaJsOptions } from './options.ts'
