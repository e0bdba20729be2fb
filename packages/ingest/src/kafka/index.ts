export type { IngestMessage, Source, SourceMessage } from '../source.ts'
export type {
  KafkaAssignment,
  KafkaConsumeOptions,
  KafkaConsumer,
  KafkaDeadMessage,
  KafkaOffset,
  KafkaOffsets,
  KafkaProducer,
  KafkaRecord,
  KafkaStream,
} from './client.ts'
export { kafkaSource } from './kafka-source.ts'
export type { KafkaDeadLetter, KafkaOptions } from './options.ts'
