import type { Socket } from 'node:net'

const BEGIN = 'HTTP/1.1 1'
const END = '\r\n\r\n'
const LONGEST_BYTES = 16_384
const nothing = Buffer.alloc(0)

/**
 * Lets a socket leave out `100 Continue` and its like before a response. Some proxies send it to every request, and undici
 * takes it for a broken response.
 *
 * @see RFC 9110 "HTTP Semantics", section 15.2 "Informational 1xx": a client must be able to parse one that it did not
 * expect
 */
export function skipInformational(socket: Socket): void {
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean
  const read = socket.read.bind(socket) as (size?: number) => Buffer | null
  /** Whether the next bytes begin a response. */
  let isHead = false
  let held: Buffer = nothing

  socket.write = (...args: unknown[]) => {
    isHead = true
    return write(...args)
  }

  socket.read = (size?: number) => {
    for (;;) {
      const chunk = read(size)
      if (chunk === null || !isHead) return chunk
      held = held === nothing ? chunk : Buffer.concat([held, chunk])
      while (isInformational(held)) {
        const end = held.indexOf(END)
        if (end === -1) break
        held = held.subarray(end + END.length)
      }
      if (isInformational(held) && held.length < LONGEST_BYTES) continue
      const head = held
      held = nothing
      isHead = false
      return head
    }
  }
}

/** Whether bytes begin such a response, or are too few to tell. After a 101 another protocol would follow. */
function isInformational(bytes: Buffer): boolean {
  const begin = bytes.toString('latin1', 0, BEGIN.length + 2)
  return begin.startsWith(BEGIN) ? begin !== `${BEGIN}01` : BEGIN.startsWith(begin)
}
