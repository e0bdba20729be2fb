const MAX_LENGTH = 1000

/** Returns a text as a header can hold it: one line of ASCII, of at most 1000 characters. */
export function headerText(text: string): string {
  return text
    .slice(0, MAX_LENGTH)
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
}
