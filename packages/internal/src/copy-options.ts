import { isPlain } from './is-plain.ts'

/**
 * Returns options with copies of the plain objects and arrays in them: the caller may change these after the call. Objects
 * of a class stay, and so does what is not an object.
 */
export function copyOptions<Options>(options: Options): Options {
  if (Array.isArray(options)) return options.map((each: unknown) => copyOptions(each)) as Options
  if (!isPlain(options)) return options
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, copyOptions(value)])) as Options
}
