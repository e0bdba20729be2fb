import type { Shape } from '../shared/response.ts'
import type { Dbrp } from './dbrp.ts'

/** A mapping as InfluxDB sends it. Versions before 2.1 have no `virtual`. */
export interface WireDbrp extends Omit<Dbrp, 'retentionPolicy' | 'virtual'> {
  readonly retention_policy: string
  readonly virtual?: boolean | undefined
}

export const dbrpShape: Shape = {
  id: 'text',
  orgID: 'text',
  bucketID: 'text',
  database: 'text',
  retention_policy: 'text',
}

export function toDbrp(wire: WireDbrp): Dbrp {
  const { retention_policy: retentionPolicy, virtual = false, ...rest } = wire
  return { ...rest, retentionPolicy, virtual }
}
