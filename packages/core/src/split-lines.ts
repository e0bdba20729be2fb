const NEWLINE = 10
const SPACE = 32
const QUOTE = 34
const COMMA = 44
const EQUALS = 61
const BACKSLASH = 92

/** Cuts a body in two at the line end nearest to its middle; `undefined` where it is a single line. */
export function splitLines(body: Uint8Array): [Uint8Array, Uint8Array] | undefined {
  const middle = body.length / 2
  let cut = 0
  for (let end = lineEnd(body, 0); end < body.length; end = lineEnd(body, end)) {
    if (Math.abs(end - middle) < Math.abs(cut - middle)) cut = end
    if (end > middle) break
  }
  return cut === 0 ? undefined : [body.subarray(0, cut), body.subarray(cut)]
}

/**
 * Where the line that starts at `start` ends, its newline included, by the server's own reading of quotes and escapes:
 * a newline inside a quoted field is data, and a quote opens a field only right after its equals sign.
 */
function lineEnd(body: Uint8Array, start: number): number {
  let inFields = false
  let quoted = false
  let open = 0
  for (let at = start; at < body.length; at++) {
    const byte = body[at]
    if (byte === BACKSLASH) at++
    else if (byte === QUOTE && inFields && open > 0) quoted = !quoted
    else if (quoted) continue
    else if (byte === NEWLINE) return at + 1
    else if (byte === SPACE) inFields = true
    else if (byte === EQUALS && inFields) open++
    else if (byte === COMMA && inFields) open--
  }
  return body.length
}
