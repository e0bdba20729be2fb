import { copyOptions } from './copy-options.ts'

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
  // Parameters may be of a class.
  return name === 'params' && typeof value === 'object' ? { ...value } : copyOptions(value)
}
