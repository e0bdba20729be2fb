/** A channel of `node:diagnostics_channel`. */
export interface DiagnosticsChannel {
  readonly hasSubscribers: boolean
  publish(message: unknown): void
}

/** The part of `node:diagnostics_channel` used here. */
export interface Diagnostics {
  channel(name: string): DiagnosticsChannel
  subscribe(name: string, listener: (message: unknown) => void): void
  unsubscribe(name: string, listener: (message: unknown) => void): void
}

/** Returns `node:diagnostics_channel`, or `undefined` on runtimes without it. No bundle for the web names a module of Node. */
export function diagnosticsOfNode(): Diagnostics | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?(id: string): unknown } }
  return process?.getBuiltinModule?.('diagnostics_channel') as Diagnostics | undefined
}
