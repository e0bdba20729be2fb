import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createClient } from '@fluxline/core'
import { startLoopback } from '@fluxline/test-support'
import { createInfluxQLApi } from '../src/index.ts'
import type { InfluxQLApi } from '../src/index.ts'

/** A query, and how a real server responded to it. */
export interface Recording {
  readonly name: string
  readonly q: string
  readonly epoch?: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text?: string
  readonly base64?: string
}

/** The responses of a version of InfluxDB to queries. CSV and compressed ones are not among them. */
export function recordings(version: 'v1.13' | 'v2.7' | 'v3.6'): readonly Recording[] {
  return JSON.parse(readFileSync(join(import.meta.dirname, `golden/recorded-${version}.json`), 'utf8')) as Recording[]
}

export function bytesOf({ text = '', base64 }: Recording): Uint8Array {
  return base64 === undefined ? Buffer.from(text) : Buffer.from(base64, 'base64')
}

/** Returns the recording with this name. */
export function recording(version: 'v1.13' | 'v2.7' | 'v3.6', name: string): Recording {
  const found = recordings(version).find((one) => one.name === name)
  if (!found) throw new Error(`${version} has no recording ${name}.`)
  return found
}

/** Runs a test against a server that responds in a certain way. */
export async function responding<Result>(
  respond: Parameters<typeof startLoopback>[0],
  use: (api: InfluxQLApi, requests: readonly { readonly url: string }[]) => Promise<Result>,
): Promise<Result> {
  await using loopback = await startLoopback(respond)
  await using client = createClient({ url: loopback.url, timeout: 5_000 })
  return await use(createInfluxQLApi(client), loopback.requests)
}

/** Runs a test against a server that responds as recorded. */
export function replaying<Result>(recorded: Recording, use: (api: InfluxQLApi) => Promise<Result>): Promise<Result> {
  return responding(
    (_, response) => void response.writeHead(recorded.status, recorded.headers).end(bytesOf(recorded)),
    use,
  )
}
