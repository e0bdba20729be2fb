import type { TransportResponse } from '../transport/transport.ts'

/** Returns the ID of a request in the log of InfluxDB, or of a proxy in front of it. */
export function requestIdOf(headers: TransportResponse['headers']): string | undefined {
  return headers.get('x-influxdb-request-id') ?? headers.get('x-request-id') ?? undefined
}
