import type { Environment } from '../config-types.ts'

/** Returns `process.env`, or no variables if the runtime has no `process`. */
export function processEnv(): Environment {
  return (globalThis as { process?: { env?: Environment } }).process?.env ?? {}
}
