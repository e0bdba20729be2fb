const brand = Symbol.for('fluxline.error')

/** An error as it can be sent to another thread. */
export interface PortableError {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
  readonly isOurs: boolean
  readonly properties: Readonly<Record<string, unknown>>
  readonly cause: PortableError | undefined
}

/** Errors lose most of what they say where they are cloned; this keeps it. */
export function packError(error: unknown): PortableError {
  if (!(error instanceof Error)) return packError(new Error(String(error)))
  const isOurs = brand in error
  // Those of others may hold what cannot be cloned, such as sockets.
  const properties = Object.entries(error).filter(([, value]) => isOurs || Object(value) !== value)
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    isOurs,
    // What is computed from the others.
    properties: { ...Object.fromEntries(properties), ...('retryable' in error && { retryable: error.retryable }) },
    cause: error.cause === undefined ? undefined : packError(error.cause),
  }
}

/** The same error again: known by its code and brand, as every error of fluxline is. */
export function unpackError({ name, message, stack, isOurs, properties, cause }: PortableError): Error {
  const error = new Error(message, cause && { cause: unpackError(cause) })
  Object.defineProperties(error, { name: { value: name, writable: true, configurable: true }, stack: { value: stack } })
  if (isOurs) Object.defineProperty(error, brand, { value: true })
  const { name: _, ...others } = properties
  return Object.assign(error, others)
}
