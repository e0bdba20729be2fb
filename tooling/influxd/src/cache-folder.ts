import { homedir } from 'node:os'
import { join } from 'node:path'

/** The folder in the user's cache for what is built or fetched once, for every clone. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  const base =
    env['XDG_CACHE_HOME'] ||
    (process.platform === 'win32' && env['LOCALAPPDATA']) ||
    join(env['HOME'] || homedir(), '.cache')
  return join(base, 'fluxline')
}
