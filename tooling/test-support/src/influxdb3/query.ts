import { recordingsOf } from './recordings.ts'
import type { Recording } from './recordings.ts'

/** A query, however it was sent. */
export interface Asked {
  readonly path: string
  readonly db: string | undefined
  readonly q: string | undefined
  readonly format: string | undefined
  readonly params: string | undefined
}

/** Reads a query of `/api/v3/query_sql` and its sibling: of the address, or of a JSON body. */
export function readQuery(method: string, url: string, body: string): Asked {
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  if (method === 'GET') {
    const get = (name: string): string | undefined => searchParams.get(name) ?? undefined
    return { path: pathname, db: get('db'), q: get('q'), format: get('format'), params: canonical(get('params')) }
  }
  const { db, q, format } = JSON.parse(body) as Record<string, string | undefined>
  // As text: `JSON.parse` would round integers.
  const params = /"params":\s*(\{[^}]*\})/.exec(body)?.[1]
  return { path: pathname, db, q, format, params: canonical(params) }
}

function canonical(params: string | undefined): string | undefined {
  return params?.replaceAll(/\s*([:,{}])\s*/g, '$1')
}

/**
 * Returns how the real server responded to a query of InfluxQL by `/query`, sent as a form, with times as integers of this
 * unit; `undefined` if it was never asked.
 */
export function recordedInfluxQL(form: URLSearchParams, accept: string): Recording['response'] | undefined {
  const found = recordingsOf('query').find(({ request }) => {
    const { pathname, searchParams } = new URL(request.path, 'http://localhost')
    const isSame = ['q', 'db', 'epoch', 'rp'].every((name) => searchParams.get(name) === form.get(name))
    return pathname === '/query' && isSame && request.headers['accept'] === accept
  })
  return found?.response
}

let known: Map<string, Recording> | undefined

/** Returns how the real server responded to a query; `undefined` if it was never asked. */
export function recordedResponse(asked: Asked): Recording['response'] | undefined {
  known ??= new Map(
    [
      ...recordingsOf('sql'),
      ...recordingsOf('influxql'),
      ...recordingsOf('configure'),
      ...recordingsOf('write'),
    ].flatMap((recording) => {
      const { method, path, headers, body } = recording.request
      if (!path.startsWith('/api/v3/query_') || 'accept' in headers) return []
      try {
        return [[keyOf(readQuery(method, path, body?.text ?? '')), recording] as const]
      } catch {
        // The body is not JSON.
        return []
      }
    }),
  )
  return known.get(keyOf(asked))?.response
}

function keyOf({ path, db, q, format = 'json', params }: Asked): string {
  return JSON.stringify([path, db, q, format === 'json_lines' ? 'jsonl' : format, params])
}
