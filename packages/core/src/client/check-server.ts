import { oneOf } from '@fluxline/internal/options'

/** Checks the option `server`. @throws OptionError */
export function checkServer(server: unknown): void {
  if (server !== undefined) oneOf('createClient', 'server', server, ['auto', '1', '2', '3'])
}
