import type { TransportResponse } from '../transport/transport.ts'

/** What InfluxDB, or a proxy before it, calls a request in its log. */
export function requestIdOf(headers: TransportResponse['headers']): string | undefined {
  return headers.get('x-influxdb-request-id') ?? headers.get('x-request-id') ?? undefined
}
