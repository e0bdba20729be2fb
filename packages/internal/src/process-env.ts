/** Environment variables. */
export type Variables = Readonly<Record<string, string | undefined>>

/** Returns `process.env`, or no variables if the runtime has no `process`. */
export function processEnv(): Variables {
  return (globalThis as { process?: { env?: Variables } }).process?.env ?? {}
}
