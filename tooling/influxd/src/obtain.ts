import { buildInfluxd, cachedInfluxd } from './build.ts'
import { dockerProblem, imageProblem } from './docker.ts'
import { InfluxdError } from './errors.ts'
import { findOnPath } from './find-on-path.ts'
import { ping } from './ping.ts'
import type { OnProgress } from './progress-line.ts'
import { matches } from './versions.ts'
import type { WantedVersion } from './versions.ts'

/** Where a server comes from. */
export type Source =
  | Address
  | { readonly kind: 'binary'; readonly path: string }
  | { readonly kind: 'docker'; readonly image: string }

interface Address {
  readonly kind: 'address'
  readonly url: string
  readonly token: string
  readonly org: string
}

/**
 * Finds a real InfluxDB 2.x of the wanted version: a URL in the environment, `influxd` on the PATH, Docker, or a build
 * from Go modules, in this order.
 *
 * @throws InfluxdError with what each of them is missing, or if a variable names a server of another version
 */
export async function obtain(
  env: NodeJS.ProcessEnv,
  wanted: WantedVersion,
  onProgress: OnProgress,
  signal?: AbortSignal,
): Promise<Source> {
  const { version, recipe } = wanted
  const address = addressFrom(env)
  if (address) return checked(address, wanted)
  const found = await findOnPath(env, wanted)
  if ('path' in found) return { kind: 'binary', path: found.path }
  if (wanted.isRequested) {
    if (env['INFLUXD_PATH']) throw new InfluxdError(`${found.problem}. Change or unset INFLUXD_PATH.`)
    if (found.problem !== 'not found') onProgress(`Looking for another influxd: ${found.problem}`)
  }
  const cached = await cachedInfluxd(recipe, env)
  if (cached !== undefined) return { kind: 'binary', path: cached }
  const image = `influxdb:${version}`
  const noDocker = (await dockerProblem()) ?? (await imageProblem(image, onProgress))
  if (noDocker === undefined) return { kind: 'docker', image }
  const built = await buildInfluxd(recipe, env, onProgress, signal)
  if ('path' in built) return { kind: 'binary', path: built.path }
  throw new InfluxdError(
    [
      `InfluxDB ${version} was not found. Any one of these is enough:`,
      `  - influxd on the PATH, or its path in INFLUXD_PATH   (${found.problem})`,
      `  - Docker                                             (${noDocker})`,
      `  - Go ${recipe.go} and Rust, to build influxd once            (${built.problem})`,
      '  - your own server for tests: FLUXLINE_TEST_URL, FLUXLINE_TEST_TOKEN and FLUXLINE_TEST_ORG',
    ].join('\n'),
  )
}

async function checked(address: Address, { version, isRequested }: WantedVersion): Promise<Source> {
  if (!isRequested) return address
  const running = (await ping(address.url)).version
  if (running === undefined || matches(running, version)) return address
  throw new InfluxdError(
    `${address.url} is version ${running}, and ${version} is needed. Change or unset FLUXLINE_TEST_URL, or request another version.`,
  )
}

/** Returns the server that the environment names. Either all of its variables are set, or none. */
export function addressFrom(env: NodeJS.ProcessEnv): Address | undefined {
  const names = ['FLUXLINE_TEST_URL', 'FLUXLINE_TEST_TOKEN', 'FLUXLINE_TEST_ORG'] as const
  const missing = names.filter((name) => !env[name])
  if (missing.length === names.length) return undefined
  if (missing.length > 0)
    throw new InfluxdError(`${missing.join(' and ')} must be set too: a server needs all of ${names.join(', ')}.`)
  const [url, token, org] = names.map((name) => env[name]!)
  return { kind: 'address', url: url!.replace(/\/+$/, ''), token: token!, org: org! }
}
