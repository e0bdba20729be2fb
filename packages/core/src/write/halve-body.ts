import { middleBoundary } from '@fluxline/internal/line-boundaries'

/**
 * Cuts a body in two at the first line end after its middle, or else at the last before it; `undefined` if it is a single
 * line.
 */
export function halveBody(body: Uint8Array): [Uint8Array, Uint8Array] | undefined {
  const cut = middleBoundary(body)
  return cut === 0 ? undefined : [body.subarray(0, cut), body.subarray(cut)]
}
