const NEWLINE = 10
const SPACE = 32
const QUOTE = 34
const COMMA = 44
const EQUALS = 61
const BACKSLASH = 92

/**
 * Cuts a body in two at the first line end past its middle, or else at the last before; `undefined` where it is a single
 * line.
 *
 * Line ends are found by the server's own reading of quotes and escapes: a newline inside a quoted field is data, and a
 * quote counts only in a field's value.
 */
export function splitLines(body: Uint8Array): [Uint8Array, Uint8Array] | undefined {
  let cut = 0
  let inFields = false
  let quoted = false
  let open = 0
  for (let at = 0; at < body.length - 1 && cut < body.length / 2; at++) {
    const byte = body[at]
    if (byte === BACKSLASH) at++
    else if (byte === QUOTE && open > 0) quoted = !quoted
    else if (quoted) continue
    else if (byte === NEWLINE) {
      cut = at + 1
      inFields = false
      open = 0
    } else if (byte === SPACE) inFields = true
    else if (inFields && byte === EQUALS) open++
    else if (inFields && byte === COMMA) open--
  }
  return cut === 0 ? undefined : [body.subarray(0, cut), body.subarray(cut)]
}
