/** An error of `@platformatic/kafka`, which may be a list of others. */
interface ClientError {
  readonly code?: string
  findBy?(property: string, value: unknown): unknown
}

/** Kafka's words for what is of no use to try again. */
const FINAL = [
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'SASL_AUTHENTICATION_FAILED',
  'UNSUPPORTED_SASL_MECHANISM',
  'UNSUPPORTED_VERSION',
  'INVALID_TOPIC_EXCEPTION',
  'INVALID_GROUP_ID',
  'INVALID_SESSION_TIMEOUT',
  'INCONSISTENT_GROUP_PROTOCOL',
  'GROUP_MAX_SIZE_REACHED',
  'FENCED_INSTANCE_ID',
]
const FINAL_CODES = ['PLT_KFK_AUTHENTICATION', 'PLT_KFK_UNSUPPORTED_API', 'PLT_KFK_UNSUPPORTED_COMPRESSION']

/** Whether trying again is of no use. */
export function isFinal(error: unknown): boolean {
  return FINAL.some((id) => has(error, 'apiId', id)) || FINAL_CODES.some((code) => has(error, 'code', code))
}

/** Whether a topic does not exist, or not yet. */
export function isMissingTopic(error: unknown): boolean {
  const { message } = Object(error) as { message?: string }
  return has(error, 'apiId', 'UNKNOWN_TOPIC_OR_PARTITION') || Boolean(message?.startsWith('Unknown topic '))
}

function has(error: unknown, property: 'apiId' | 'code', value: string): boolean {
  return Boolean((Object(error) as ClientError).findBy?.(property, value))
}
