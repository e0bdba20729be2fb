import type { Socket } from 'node:net'

/** Errors of connections that had carried a response before. */
const ofReused = new WeakSet<object>()

/** Notes it if a connection breaks after it has carried a response. */
export function noteReuse(socket: Socket): void {
  socket.on('error', (error) => {
    if (socket.bytesRead > 0) ofReused.add(error)
  })
}

/**
 * Whether a request failed because the server closed a connection that it had kept open, while the request was on its way.
 *
 * @param cause undici's error, before any byte of the response
 */
export function isOfReused(cause: unknown): boolean {
  const { socket, code } = Object(cause) as { socket?: { bytesRead?: number } | null; code?: string }
  return ofReused.has(Object(cause) as object) || (code === 'UND_ERR_SOCKET' && (socket?.bytesRead ?? 0) > 0)
}
