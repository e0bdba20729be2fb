/** What happens to lines that are written while the spool is full. */
export type WhenFull = 'wait' | 'throw' | 'drop-oldest'

/** Which lines are read back first. */
export type SendOrder = 'oldest-first' | 'newest-first'

/**
 * Where a writer keeps accepted lines until InfluxDB has stored them, such as `fileSpool({ directory })` of
 * `@fluxline/spool`. It is plain data, and more than that: `createSpool` of `@fluxline/write-batching/spool` makes one.
 */
export interface Spool {
  /** What happens to lines that are written while the spool is full. */
  readonly whenFull: WhenFull
  /** Which lines are read back first. */
  readonly order: SendOrder
  /**
   * URL of a module whose `openStore(data, host)` opens the store on another thread, which the worker writer needs.
   * @defaultValue none
   */
  readonly module?: string | undefined
}

/** The key of what a spool does. A clone for another thread lacks it. */
export const spoolKey: symbol = Symbol.for('fluxline.spool')

/** Whether a value was made by `createSpool`, of any copy of this package. */
export function isSpool(value: unknown): value is Spool {
  return typeof value === 'object' && value !== null && spoolKey in value
}
