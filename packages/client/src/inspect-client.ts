import type { Client } from '@fluxline/core'
import { inspectAs, inspection } from '@fluxline/internal/inspect'

/** The members of a client that logs may show. */
export interface ClientSummary {
  readonly url: string
  readonly org: Client['org']
}

type InspectArguments = Parameters<typeof inspectAs> extends [unknown, unknown, ...infer Rest] ? Rest : never

/** Makes `console.log` show the summary of a client. */
export function defineInspection({ prototype }: { prototype: { toJSON(): ClientSummary } }): void {
  Object.defineProperty(prototype, inspection, {
    value(this: { toJSON(): ClientSummary }, ...args: InspectArguments): string {
      return inspectAs('InfluxDBClient', this.toJSON(), ...args)
    },
  })
}
