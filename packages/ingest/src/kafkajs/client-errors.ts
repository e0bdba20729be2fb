/** An error of kafkajs. */
interface ClientError {
  readonly name?: string
  readonly type?: string
  readonly message?: string
  readonly cause?: unknown
  readonly originalError?: unknown
}

const FINAL = /^(?:TOPIC|GROUP|CLUSTER)_AUTHORIZATION_FAILED$|SASL|^INVALID_(?:TOPIC|GROUP|SESSION)|^INCONSISTENT_GROUP/
const MAX_DEPTH = 10

/** Whether trying again is of no use. */
export function isFinal(error: unknown): boolean {
  return chainOf(error).some(
    ({ name, type }) =>
      FINAL.test(type ?? '') || name === 'KafkaJSSASLAuthenticationError' || name === 'KafkaJSNotImplemented',
  )
}

/** Whether a topic does not exist, or not yet. */
export function isMissingTopic(error: unknown): boolean {
  return chainOf(error).some(({ type }) => type === 'UNKNOWN_TOPIC_OR_PARTITION')
}

function chainOf(error: unknown): ClientError[] {
  const chain: ClientError[] = []
  for (let next = error; next && chain.length < MAX_DEPTH;) {
    const own = Object(next) as ClientError
    chain.push(own)
    next = own.cause ?? own.originalError
  }
  return chain
}
