/**
 * Returns the options of a call over others; one that is `undefined` is unset. Parameters of a query are copied: a stream
 * sends them on its first `next()`, and the caller may have set others for the next query by then.
 */
export function mergeDefined<Options extends object>(defaults: object, options: Options): Options {
  const merged: Record<string, unknown> = { ...defaults }
  for (const [name, value] of Object.entries(options)) if (value !== undefined) merged[name] = value
  const { params } = merged
  if (typeof params === 'object' && params) merged['params'] = { ...params }
  return merged as Options
}
