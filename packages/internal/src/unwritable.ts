/** An input that is nested deeper probably contains itself. */
export const maxNesting = 100

/** Says that an input is nested too deep. */
export const nestedTooDeep: string = `The input contains itself, or is nested more than ${maxNesting} levels deep.`

/** Whether an input is in memory already, so that its pieces are read at once: an array or a set, of any realm. */
export function isCollection(input: unknown): input is Iterable<unknown> & object {
  return Array.isArray(input) || isIterable(input, '[object Set]')
}

/** Says what is wrong with an object that people take for input, and what to pass instead; `undefined` for any other. */
export function explainMistaken(input: object): string | undefined {
  if ('then' in input && typeof input.then === 'function') return 'Cannot write a promise; await it first.'
  // A map gives its keys too.
  return isIterable(input, '[object Map]') ? 'Cannot write a Map; pass its values().' : undefined
}

/** Most objects are plain, and asking for the tag takes long. */
function isIterable(input: unknown, tag: string): boolean {
  return (
    typeof input === 'object' &&
    input !== null &&
    Symbol.iterator in input &&
    Object.prototype.toString.call(input) === tag
  )
}

/** Says that `toLineProtocol` returned something other than text. */
export function notALineText(returned: string): string {
  return `toLineProtocol() returned ${returned}; return a line as text, or undefined for nothing to write.`
}
