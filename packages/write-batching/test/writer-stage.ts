import { gunzipSync } from 'node:zlib'
import type { Loopback, RecordedRequest, RequestHandler } from '@fluxline/test-support'
import type { ServerChoice } from '@fluxline/core'
import type { BatchOptions, BatchWriter } from '../src/index.ts'

/** Of a machine that is busy. */
export const slowly = { timeout: 30_000 }

/** What a behaviour is played on. */
interface Stage {
  readonly server: Loopback
  open: (options?: BatchOptions, server?: ServerChoice) => BatchWriter
  /** The lines of the requests so far. */
  sent: () => string[]
}

/** How the server responds, and what the writer then does. */
export type Behaviour = readonly [respond: RequestHandler, play: (stage: Stage) => Promise<void>]

export const stored: RequestHandler = (_, response) => void response.writeHead(204).end()
export const busy: RequestHandler = (_, response) => void response.writeHead(503).end()
export const silent: RequestHandler = () => {}
export const refusesBad: RequestHandler = ({ body }, response) => {
  const bad = /bad.*/.exec(body.toString())?.[0]
  if (!bad) return void response.writeHead(204).end()
  const message = `unable to parse '${bad}': no`
  response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ code: 'invalid', message }))
}
export const textOf = ({ body, headers }: RecordedRequest): string =>
  (headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString()
export const sizes = ({ requests }: Loopback): number[] =>
  requests.map((request) => textOf(request).split('\n').length - 1)
export const query = ({ requests }: Loopback, name: string): (string | null)[] =>
  requests.map(({ url }) => new URL(url, 'http://localhost').searchParams.get(name))
export const pending = ({ stats }: BatchWriter): number =>
  stats.buffered.lines + stats.inFlight.lines + stats.retrying.lines
