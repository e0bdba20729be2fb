/**
 * Returns the options of a call over others; one that is `undefined` is unset. Lists and plain objects, such as parameters
 * and headers, are copied: a stream sends them on its first `next()`, and the caller may have set others for the next query
 * by then.
 */
export function mergeDefined<Options extends object>(defaults: object, options: Options): Options {
  const merged: Record<string, unknown> = { ...defaults }
  for (const [name, value] of Object.entries(options)) if (value !== undefined) merged[name] = copied(name, value)
  return merged as Options
}

function copied(name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return [...(value as unknown[])]
  // Parameters may be of a class; an `AbortSignal` is, and so is a `Date`.
  return name === 'params' || isPlain(value) ? { ...value } : value
}

/** Whether an object has no class, also if it comes from another realm. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
