/** Less harms nobody, and is noise. */
const LEAST_MS = 1000
/** Four times the ratio of linear time, for what the machine does beside this test. */
const MAX_RATIO = 64

/**
 * Returns how long reading takes if that is more than linear: an input that is sixteen times as long may take sixteen times
 * as long, not 256 times. `undefined` if it is linear. Errors of reading are ignored: only the time counts.
 *
 * @param sizes three sizes, of which the last is about sixteen times the one before
 * @param inputOf returns an input of a size; its time does not count
 */
export function superlinearTimes<Input>(
  sizes: readonly [number, number, number],
  inputOf: (size: number) => Input,
  read: (input: Input) => unknown,
): string | undefined {
  const times = sizes.map((size) => {
    const input = inputOf(size)
    const start = performance.now()
    try {
      read(input)
    } catch {
      // Only the time counts here.
    }
    return performance.now() - start
  })
  const [, middle, last] = times as [number, number, number]
  return last < LEAST_MS || last / Math.max(middle, 1) < MAX_RATIO ? undefined : `${times.join(', ')} ms`
}
