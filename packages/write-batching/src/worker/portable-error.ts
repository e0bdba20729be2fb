import { textOfThrown } from '@fluxline/internal/text-of-thrown'

const brand = Symbol.for('fluxline.error')
/** How deep causes of causes are kept: an error may be a cause of itself. */
const MAX_CAUSES = 10

/** An error in a form that can be sent to another thread. */
export interface PortableError {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
  readonly isOurs: boolean
  readonly properties: Readonly<Record<string, unknown>>
  readonly cause: PortableError | undefined
}

/** Keeps the members of an error, most of which cloning would lose. */
export function packError(error: unknown, causes: number = MAX_CAUSES): PortableError {
  if (!(error instanceof Error)) return packError(new Error(textOfThrown(error)), 0)
  const isOurs = brand in error
  // Other errors may have members that cannot be cloned, such as sockets.
  const properties = Object.entries(error).filter(([, value]) => isOurs || Object(value) !== value)
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    isOurs,
    // A getter computes it from the others.
    properties: { ...Object.fromEntries(properties), ...('retryable' in error && { retryable: error.retryable }) },
    cause: error.cause === undefined || causes === 0 ? undefined : packError(error.cause, causes - 1),
  }
}

/** Restores the error; its code and brand identify it, like every error of fluxline. */
export function unpackError({ name, message, stack, isOurs, properties, cause }: PortableError): Error {
  const error = new Error(message, cause && { cause: unpackError(cause) })
  Object.defineProperties(error, { name: { value: name, writable: true, configurable: true }, stack: { value: stack } })
  if (isOurs) Object.defineProperty(error, brand, { value: true })
  const { name: _, ...others } = properties
  return Object.assign(error, others)
}
