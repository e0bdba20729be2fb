import { unitNames } from './nanoseconds.ts'

/** What a write says beside its lines. */
export interface WriteTargetValues<Org> {
  readonly bucket: string
  readonly org: Org | undefined
  readonly precision: 'ns' | 'us' | 'ms' | 's'
  readonly noSync: boolean | undefined
}

/** The path that all versions of InfluxDB have. */
export const v2WritePath = '/api/v2/write'

/**
 * Returns the path and the query of a write.
 *
 * InfluxDB 3 has another path, where a bad line does not refuse the others, and is named. Its default precision
 * guesses the unit of each time.
 * @param isV3 whether the path of InfluxDB 3 is used
 * @see InfluxDB 3 Core documentation, "Write data", `/api/v3/write_lp`
 */
export function writeRequest<Org>(
  { bucket, org, precision, noSync }: WriteTargetValues<Org>,
  isV3: boolean,
): { readonly path: string; readonly query: Readonly<Record<string, Org | string | boolean | undefined>> } {
  if (!isV3) return { path: v2WritePath, query: { org, bucket, precision } }
  const query = {
    db: bucket,
    precision: unitNames[precision].slice(0, -1),
    accept_partial: true,
    no_sync: noSync || undefined,
  }
  return { path: '/api/v3/write_lp', query }
}
