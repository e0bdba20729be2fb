import { buildInfluxd, cachedInfluxd } from './build.ts'
import { dockerProblem } from './docker.ts'
import { InfluxdError } from './errors.ts'
import { findOnPath } from './find-on-path.ts'
import { influxd27 } from './recipes.ts'

/** Where a server comes from. */
export type Source =
  | { readonly kind: 'address'; readonly url: string; readonly token: string; readonly org: string }
  | { readonly kind: 'binary'; readonly path: string }
  | { readonly kind: 'docker' }

/** Called with progress messages while a server is obtained. Only a build takes long. */
export type OnProgress = (message: string) => void

/**
 * Finds a real InfluxDB 2.x: a URL in the environment, `influxd` on the PATH, Docker, or a build from Go modules, in this
 * order.
 *
 * @throws InfluxdError with what each of them is missing
 */
export async function obtain(env: NodeJS.ProcessEnv, onProgress: OnProgress, signal?: AbortSignal): Promise<Source> {
  const address = addressFrom(env)
  if (address) return address
  const found = await findOnPath(env)
  if ('path' in found) return { kind: 'binary', path: found.path }
  const cached = await cachedInfluxd(influxd27, env)
  if (cached !== undefined) return { kind: 'binary', path: cached }
  const noDocker = await dockerProblem()
  if (noDocker === undefined) return { kind: 'docker' }
  const built = await buildInfluxd(influxd27, env, onProgress, signal)
  if ('path' in built) return { kind: 'binary', path: built.path }
  throw new InfluxdError(
    [
      'InfluxDB 2.7 was not found. Any one of these is enough:',
      `  - influxd on the PATH, or its path in INFLUXD_PATH   (${found.problem})`,
      `  - Docker                                             (${noDocker})`,
      `  - Go 1.24 and Rust, to build influxd once            (${built.problem})`,
      '  - your own server for tests: FLUXLINE_TEST_URL, FLUXLINE_TEST_TOKEN and FLUXLINE_TEST_ORG',
    ].join('\n'),
  )
}

/** Returns the server that the environment names. Either all of its variables are set, or none. */
export function addressFrom(env: NodeJS.ProcessEnv): Source | undefined {
  const names = ['FLUXLINE_TEST_URL', 'FLUXLINE_TEST_TOKEN', 'FLUXLINE_TEST_ORG'] as const
  const missing = names.filter((name) => !env[name])
  if (missing.length === names.length) return undefined
  if (missing.length > 0)
    throw new InfluxdError(`${missing.join(' and ')} must be set too: a server needs all of ${names.join(', ')}.`)
  const [url, token, org] = names.map((name) => env[name]!)
  return { kind: 'address', url: url!.replace(/\/+$/, ''), token: token!, org: org! }
}
