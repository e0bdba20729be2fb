const REFERENCE = /%(?:%|\((?<key>[^()%]+)\)s)?/g
const MAX_LENGTH = 65_536

/**
 * Returns a look-up of values in which `%(key)s` is replaced by the value of another key, and `%%` by a percent sign.
 *
 * The look-up throws an `Error` whose message continues the name of the key: on another percent sign, on a key that is
 * missing or refers to itself, and on a value of more than 65 536 characters.
 * @param raw returns the text of a key, as it stands in the file
 * @see Python documentation, "configparser — Interpolation of values"
 */
export function interpolated(raw: (key: string) => string | undefined): (key: string) => string | undefined {
  const values = new Map<string, string | undefined>()
  const open = new Set<string>()

  function valueOf(key: string): string | undefined {
    if (values.has(key)) return values.get(key)
    if (open.has(key)) throw new Error('refers to itself by %(…)s')
    open.add(key)
    const value = raw(key)?.replace(REFERENCE, replacement)
    if (value && value.length > MAX_LENGTH) throw new Error(`is longer than ${MAX_LENGTH} characters`)
    open.delete(key)
    values.set(key, value)
    return value
  }

  function replacement(reference: string, key: string | undefined): string {
    if (reference === '%%') return '%'
    if (key === undefined) throw new Error('contains a single %; write %%')
    const value = valueOf(key.toLowerCase())
    if (value === undefined) throw new Error('refers by %(…)s to a key that its section does not have')
    return value
  }

  return valueOf
}
