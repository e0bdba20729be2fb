import { parseLineProtocol } from '@fluxline/point'

/** @throws Error if two batches are not lines of the same points */
export function assertSame(theirs: Uint8Array, ours: Uint8Array): void {
  const theirPoints = parseLineProtocol(theirs)
  const ourPoints = parseLineProtocol(ours)
  const isSame =
    theirPoints.length === ourPoints.length && theirPoints.every((point, at) => point.equals(ourPoints[at]!))
  if (!isSame) throw new Error('fluxline and the peer do not write the same points.')
}
