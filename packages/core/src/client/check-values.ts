import { checkOptions, integerOption, oneOf } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import type { GzipOptions, RequestSpec } from './client.ts'
import type { ClientOptions } from './client-options.ts'

const gzipOptions: OptionNames<GzipOptions> = { threshold: true, level: true }

/** Checks the values of `server` and `gzip`, whose types are right. @throws OptionError */
export function checkValues(what: string, options: Pick<ClientOptions & RequestSpec, 'server' | 'gzip'>): void {
  const { server, gzip } = options
  if (server !== undefined) oneOf(what, 'server', server, ['auto', '1', '2', '3'])
  if (typeof gzip !== 'object') return
  checkOptions(`${what}: gzip`, gzip, gzipOptions)
  const { threshold, level } = gzip
  if (threshold !== undefined) integerOption(what, 'gzip.threshold', threshold, 0)
  if (level !== undefined) integerOption(what, 'gzip.level', level, 1, 9)
}
