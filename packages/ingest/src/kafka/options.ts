import { checkOptions, integerOption } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { checkTopics } from '../partitions/check-topics.ts'
import type { KafkaProducer } from './client.ts'

/** What is read, and where poison goes. */
export interface KafkaOptions {
  /** Names of the topics. */
  readonly topics: readonly string[]
  /** Topic for messages that can never be stored, and the producer that sends them there. @defaultValue none */
  readonly deadLetter?: KafkaDeadLetter | undefined
  /**
   * Bytes that a broker may send ahead of what is taken, as they are compressed; a larger message comes alone.
   * @defaultValue 1048576
   */
  readonly prefetchBytes?: number | undefined
}

/** Where poison goes. */
export interface KafkaDeadLetter {
  /** A `Producer` of `@platformatic/kafka` without serializers. It stays open. */
  readonly producer: KafkaProducer
  /** Name of the topic. */
  readonly topic: string
}

/** Options with all defaults. */
export interface ResolvedKafkaOptions {
  readonly topics: readonly string[]
  readonly deadLetter: KafkaDeadLetter | undefined
  readonly prefetchBytes: number
}

const knownOptions = { topics: true, deadLetter: true, prefetchBytes: true } satisfies OptionNames<KafkaOptions>

const PREFETCH_BYTES = 1024 * 1024

/** Fills in the defaults. @throws OptionError if an option is missing, unknown or has a wrong value */
export function resolveKafkaOptions(options: KafkaOptions): ResolvedKafkaOptions {
  checkOptions('kafkaSource', options, knownOptions, {}, "{ topics: ['metrics'] }")
  const { topics, deadLetter, prefetchBytes = PREFETCH_BYTES } = options
  checkTopics('kafkaSource', topics, deadLetter)
  return {
    topics: [...new Set(topics)],
    deadLetter,
    prefetchBytes: integerOption('kafkaSource', 'prefetchBytes', prefetchBytes, 1),
  }
}
