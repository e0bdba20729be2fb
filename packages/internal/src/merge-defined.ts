/** Returns the options of a call over others; one that is `undefined` is unset. */
export function mergeDefined<Options extends object>(defaults: object, options: Options): Options {
  const merged: Record<string, unknown> = { ...defaults }
  for (const [name, value] of Object.entries(options)) if (value !== undefined) merged[name] = value
  return merged as Options
}
