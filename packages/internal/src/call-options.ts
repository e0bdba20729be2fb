import { mergeDefined } from './merge-defined.ts'

/**
 * Checks the options of an API, and returns a function that checks those of a call and returns them over the API's.
 *
 * @param factory the function that creates the API
 * @param namespace what the names of its methods begin with
 * @param check throws if options are unknown or wrong
 */
export function callOptions<Options extends object>(
  factory: string,
  namespace: string,
  defaults: Options,
  check: (what: string, options: Options) => void,
): (method: string, given: Options | undefined) => Options {
  check(factory, defaults)
  // The caller may change his object, or use it for another API.
  const own = mergeDefined({}, defaults)
  return (method, given) => {
    if (given === undefined) return own
    check(`${namespace}.${method}`, given)
    return mergeDefined(own, given)
  }
}
