/** Codes of Node and undici if the server was not reached at all. */
const NOT_REACHED = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/

/** How deep causes of causes are looked at. */
const MAX_DEPTH = 10

/** The parts of an error that tell whether its request was sent, from any package or version. */
export interface SentShape {
  readonly code?: unknown
  readonly unsent?: boolean | undefined
  /** The phase of a time-out. */
  readonly phase?: unknown
  readonly cause?: unknown
}

/** Whether nothing of a failed request was sent, as far as its error tells: `fetch` does not always tell. */
export function isUnsent({ code, unsent, phase, cause }: SentShape): boolean {
  if (unsent || code === 'FLUXLINE_CLOSED' || phase === 'connect') return true
  // An error may be its own cause.
  for (let inner = cause, depth = 0; inner instanceof Error && depth < MAX_DEPTH; inner = inner.cause, depth++) {
    if ('code' in inner && typeof inner.code === 'string' && NOT_REACHED.test(inner.code)) return true
  }
  return false
}
