type Inspect = (value: unknown, options?: object) => string

/** The key under which Node, Deno and Bun look for what `console.log` prints. */
export const inspection: symbol = Symbol.for('nodejs.util.inspect.custom')

/**
 * Makes `console.log` print an object as its name and members: `FluxRecord { result: '_result', table: 0 }`.
 *
 * Returns what the method under the key {@link inspection} returns; pass its arguments on:
 * `return inspectAs('Point', members, ...args)`. A member that is {@link asIs} is printed without quotes.
 * @param members the members to show, without those that are `undefined`; text is shown after the name, without braces
 */
export function inspectAs(
  name: string,
  members: object | string,
  depth?: number | null,
  options?: object,
  inspect?: Inspect,
): string {
  if (typeof members === 'string') return `${name} ${members}`
  if (typeof depth === 'number' && depth < 0) return `[${name}]`
  const shown = Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
  // Older runtimes pass no function to print members with.
  if (!inspect) return `${name} ${plainText(shown)}`
  return `${name} ${inspect(shown, depth === undefined ? { ...options } : { ...options, depth })}`
}

/** Returns a member of {@link inspectAs} that is printed as this text, without quotes, such as a time. */
export function asIs(text: string): object {
  return Object.defineProperties({}, { [inspection]: { value: () => text }, toJSON: { value: () => text } })
}

function plainText(members: object): string {
  try {
    return JSON.stringify(members, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
  } catch {
    return '{…}'
  }
}
