import { OptionError } from '@fluxline/internal/errors'
import { checkNames, suggestNearest } from '@fluxline/internal/option-names'

/** Checks what every source of Kafka takes. @throws OptionError if a value is missing or wrong */
export function checkTopics(what: string, topics: unknown, deadLetter: unknown): void {
  if (!Array.isArray(topics) || topics.length === 0 || !topics.every(isName)) {
    throw new OptionError(`${what}: \`topics\` must be an array of names; pass ['metrics'], say.`, { option: 'topics' })
  }
  if (deadLetter === undefined) return
  const known = { producer: 'an object', topic: 'a string' }
  checkNames(`${what}: deadLetter`, deadLetter, known, suggestNearest, ": { producer, topic: 'dead' }.")
  const { producer, topic } = deadLetter as { producer?: { send?: unknown }; topic?: unknown }
  if (typeof producer?.send === 'function' && isName(topic)) return
  throw new OptionError(`${what}: \`deadLetter\` must be { producer, topic }: a producer, and the name of a topic.`, {
    option: 'deadLetter',
  })
}

/** Checks that a consumer is one. @throws OptionError if it is not */
export function checkConsumer(what: string, consumer: unknown, method: string, remedy: string): void {
  if (typeof (Object(consumer) as Record<string, unknown>)[method] === 'function') return
  throw new OptionError(`${what}: the consumer has no \`${method}()\`; ${remedy}.`, { option: 'consumer' })
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}
