import type { Access } from '@fluxline/influxd'
import type { Manifest, Registry } from '@fluxline/release'
import type { PeerVersion } from './alone.ts'
import type { Engines } from './engines.ts'

/** What all cases share: a release, a server, and a project where every package is installed. */
export interface Stage {
  /** A temporary folder. */
  readonly folder: string
  readonly registry: Registry
  /** What was released, by name. */
  readonly manifests: ReadonlyMap<string, Manifest>
  readonly engines: Engines
  /** Access to the server, with an empty bucket. */
  readonly access: () => Promise<Access>
  /** The project with every package, and the programs. */
  readonly everything: string
  /** The oldest version that a range allows of a peer. */
  readonly oldest: PeerVersion
}

/** The variables that tell a program where the server is. */
export function environmentOf({ url, token, org, bucket }: Access): NodeJS.ProcessEnv {
  return { ...process.env, INFLUX_URL: url, INFLUX_TOKEN: token, INFLUX_ORG: org, INFLUX_BUCKET: bucket, NO_COLOR: '1' }
}

/** Throws unless a program said that it came to its end. */
export function assertDone(output: string): void {
  if (output.trim() !== 'done') throw new Error(`The program said ${JSON.stringify(output)} instead of done.`)
}
