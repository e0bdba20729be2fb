/** Says what is wrong with an address, without what may be a secret in it: what stands before an @, and the query. */
export function describeAddress(address: unknown): string {
  if (typeof address !== 'string') return address == null ? 'is missing' : 'is not text'
  const text = address.trim()
  if (text === '') return 'is missing'
  // A longer text is not read.
  if (text.length > 200) return `is not an address, with ${text.length} characters`
  const shown = `is "${text.replace(/[^]*@|[?#][^]*/g, '…')}"`
  return text.includes('@') ? `${shown}, with credentials` : shown
}
