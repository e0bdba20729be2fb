const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  // It could begin an expression, and Flux misreads an escaped quote after one.
  $: String.raw`\x24`,
  // It would end the script.
  '\0': String.raw`\x00`,
}

/**
 * Writes any text as a Flux string literal.
 * @see InfluxDB documentation, "Flux string literals"
 */
export function fluxString(text: string): string {
  return `"${text.replace(/["\\\n\r\t$\0]/g, (found) => escapes[found]!)}"`
}
