/**
 * Says what is wrong with an address, without what may be a secret: a text that is not an address, and in one what stands before
 * an @, the query and the fragment.
 */
export function describeAddress(address: unknown): string {
  if (typeof address !== 'string') return address == null ? 'is missing' : 'is not text'
  const text = address.trim()
  if (text === '') return 'is missing'
  // A longer text is not read, and another one may be a token.
  if (text.length > 200 || !/^https?:/i.test(text)) return `is not an address, with ${text.length} characters`
  const shown = `is "${text.replace(/[^]*@|[?#][^]*/g, '…')}"`
  return text.includes('@') ? `${shown}, with credentials` : shown
}
