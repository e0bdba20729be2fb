import { checkOptions } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { checkTopics } from '../partitions/check-topics.ts'
import type { KafkaJsProducer } from './client.ts'

/** What is read, and where poison goes. */
export interface KafkaJsOptions {
  /** Names of the topics. */
  readonly topics: readonly string[]
  /** Topic for messages that can never be stored, and the producer that sends them there. @defaultValue none */
  readonly deadLetter?: KafkaJsDeadLetter | undefined
}

/** Where poison goes. */
export interface KafkaJsDeadLetter {
  /** A producer of kafkajs. It is connected when it is needed first, and stays so. */
  readonly producer: KafkaJsProducer
  /** Name of the topic. */
  readonly topic: string
}

const knownOptions = { topics: true, deadLetter: true } satisfies OptionNames<KafkaJsOptions>

/** @throws OptionError if an option is missing, unknown or has a wrong value */
export function checkKafkaJsOptions(options: KafkaJsOptions): void {
  checkOptions('kafkaJsSource', options, knownOptions, {}, "{ topics: ['metrics'] }")
  checkTopics('kafkaJsSource', options.topics, options.deadLetter)
}
