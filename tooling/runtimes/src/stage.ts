import type { Access as Influxd } from '@fluxline/influxd'
import type { Manifest, Registry } from '@fluxline/release'
import type { PeerVersion } from './alone.ts'
import type { Engines } from './engines.ts'

/** Access to an InfluxDB 2.x and 1.x, and to a stand-in for InfluxDB 3. */
export interface Access extends Influxd {
  readonly influxdb3: string
  /** With the username and password. */
  readonly influxdb1: string
}

/** Shared by all cases: a release, a server, and a project with every package installed. */
export interface Stage {
  /** A temporary folder. */
  readonly folder: string
  readonly registry: Registry
  /** Released packages by name. */
  readonly manifests: ReadonlyMap<string, Manifest>
  readonly engines: Engines
  /** Creates an empty bucket and returns access to it. */
  readonly access: () => Promise<Access>
  /** Folder of the project with every package and the programs. */
  readonly everything: string
  /** Returns the oldest version of a peer in a range. */
  readonly oldest: PeerVersion
}

/** Returns the environment variables with the access for a program. */
export function environmentOf({ url, token, org, bucket, influxdb3, influxdb1 }: Access): NodeJS.ProcessEnv {
  const access = {
    INFLUX_URL: url,
    INFLUX_TOKEN: token,
    INFLUX_ORG: org,
    INFLUX_BUCKET: bucket,
    INFLUXDB3_URL: influxdb3,
    INFLUXDB1_URL: influxdb1,
  }
  return { ...process.env, ...access, NO_COLOR: '1' }
}

/** Throws unless a program reported success. */
export function assertDone(output: string): void {
  if (output.trim() !== 'done') throw new Error(`The program printed ${JSON.stringify(output)} instead of done.`)
}
