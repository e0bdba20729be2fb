/** A body that has arrived: what needs no wait. */
export interface ArrivedBody {
  /** Takes the next chunk; `undefined` at the end. */
  take(): Uint8Array | undefined
  /** Takes all of it as text if it is one chunk; otherwise `undefined`, and takes nothing. */
  takeText(): string | undefined
}

/** The mark of an {@link ArrivedBody}. */
export const arrived: symbol = Symbol.for('fluxline.arrived')

/** Returns a body if it has arrived; `undefined` if it must be awaited. */
export function wholeOf(body: unknown): ArrivedBody | undefined {
  return (body as Partial<Record<symbol, unknown>> | undefined)?.[arrived] ? (body as ArrivedBody) : undefined
}
