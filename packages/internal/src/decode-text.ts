const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true })

/** Returns the text of UTF-8. A byte order mark at its start is part of it: the measurement of a line may begin with one. */
export function decodeText(bytes: Uint8Array | undefined): string {
  return decoder.decode(bytes)
}
