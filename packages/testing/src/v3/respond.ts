import { HttpFailure, json } from '../http/http-failure.ts'
import type { Databases } from './databases.ts'
import { queryInfluxQL, querySql } from './query.ts'
import { storeGoodLines } from './write.ts'

const VERSION = '3.6.0'

/** Responds as InfluxDB 3 Core does. @throws HttpFailure if it refuses the request, or the double does not know it */
export function respond(method: string, url: URL, headers: Headers, body: Uint8Array, databases: Databases): Response {
  if (!databases.hasToken(headers.get('authorization'))) return new Response(null, { status: 401 })
  const { pathname, searchParams: query } = url
  switch (`${method} ${pathname}`) {
    case 'GET /ping':
      return json(
        { version: VERSION, revision: '7e07b134f4', process_id: '00000000-0000-0000-0000-000000000000' },
        200,
        {
          'x-influxdb-build': 'Core',
          'x-influxdb-version': VERSION,
        },
      )
    case 'GET /health':
      return new Response('OK')
    case 'POST /api/v3/write_lp':
    case 'POST /api/v2/write':
      return storeGoodLines(databases, pathname === '/api/v2/write', query, body)
    case 'POST /api/v3/query_sql':
      return querySql(databases, new TextDecoder().decode(body))
    case 'POST /query':
      return queryInfluxQL(databases, new URLSearchParams(new TextDecoder().decode(body)), headers.get('accept'))
    default:
      if (pathname.startsWith('/api/v2/') || pathname.startsWith('/api/v1/'))
        return new Response('not found', { status: 404 })
      throw new HttpFailure(
        501,
        'not implemented',
        `The test double of InfluxDB 3 does not know ${method} ${pathname}. Set a response with fail({ path, status, body }), or test on a real server.`,
      )
  }
}
