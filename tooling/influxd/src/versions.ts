import { InfluxdError } from './errors.ts'
import { influxd210, influxd27 } from './recipes.ts'
import type { Recipe } from './recipes.ts'

/** The InfluxDB 2.x to obtain. */
export interface WantedVersion {
  /** As it was requested, such as `2.10` or `2.10.0`. */
  readonly version: string
  /** Whether somebody requested it. If not, any 2.x on the PATH is as good. */
  readonly isRequested: boolean
  /** Builds it. */
  readonly recipe: Recipe
}

const recipes = [influxd27, influxd210]

/**
 * Returns the version that was requested, in full or without its last part, or the default 2.7.
 *
 * @throws InfluxdError if it is not one of the versions that can be built here
 */
export function wantedVersion(requested: string | undefined): WantedVersion {
  const version = requested || withoutPatch(influxd27)
  const recipe = recipes.find((candidate) => [candidate.version, withoutPatch(candidate)].includes(version))
  if (recipe) return { version, isRequested: Boolean(requested), recipe }
  throw new InfluxdError(
    `InfluxDB "${version}" is not available here. Set FLUXLINE_INFLUXDB_VERSION or --version to ${recipes.map(withoutPatch).join(' or ')}.`,
  )
}

/** Whether a version is the wanted one: 2.7.5 and 2.7.12 are 2.7, and 2.10.0 is not 2.1. */
export function matches(version: string, wanted: string): boolean {
  return version === wanted || version.startsWith(`${wanted}.`)
}

function withoutPatch({ version }: Recipe): string {
  return version.slice(0, version.lastIndexOf('.'))
}
