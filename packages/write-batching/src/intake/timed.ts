import type { LineProtocolEncoder } from '@fluxline/point'
import type { Piece } from './input-types.ts'

const untimed = new Error('A line has no time.')

/** The clock of an encoder whose unit is too coarse for one. */
export function refuseUntimed(): never {
  throw untimed
}

/** Appends what has times; `undefined` where something has none, which leaves the encoder as it was. */
export function addTimed(encoder: LineProtocolEncoder, piece: Piece): number | undefined {
  try {
    return encoder.encode(piece)
  } catch (error) {
    if (error === untimed) return undefined
    throw error
  }
}
