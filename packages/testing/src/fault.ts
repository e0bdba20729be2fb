import { checkOptions, durationOption, integerOption } from '@fluxline/internal/options'

/** What the double does instead of responding as InfluxDB would. */
export interface Fault {
  /** Which requests: the start of their path. @defaultValue `/api/v2/write` */
  readonly path?: string | undefined
  /** How many requests; `Infinity` lasts until `clear()`. @defaultValue 1 */
  readonly times?: number | undefined
  /** Milliseconds before the response. @defaultValue 0 */
  readonly delay?: number | undefined
  /** The status of the response. Without it, and without `hang` and `disconnect`, the request is handled after the delay. */
  readonly status?: number | undefined
  /** Headers of the response, such as `retry-after`. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Body of the response. @defaultValue InfluxDB's JSON for the status */
  readonly body?: string | undefined
  /** Never respond. */
  readonly hang?: boolean | undefined
  /** Break the connection off. */
  readonly disconnect?: boolean | undefined
  /** Handle the request first, so that only its response is lost. @defaultValue false */
  readonly handled?: boolean | undefined
}

/** A fault that is set. */
export interface ActiveFault {
  /** How many requests it still affects. */
  readonly remaining: number
  /** Ends it. */
  clear(): void
}

const known = {
  path: true,
  times: true,
  delay: true,
  status: true,
  headers: true,
  body: true,
  hang: true,
  disconnect: true,
  handled: true,
} satisfies Record<keyof Fault, true>

/** The faults that are set, in the order in which they were set. */
export class Faults {
  readonly #active: { readonly fault: Fault; remaining: number }[] = []

  /** @throws OptionError if an option is unknown or wrong */
  add(fault: Fault): ActiveFault {
    checkOptions('fail', fault, known, {}, '{ status: 503 }')
    const { times = 1, delay = 0, status } = fault
    if (times !== Infinity) integerOption('fail', 'times', times, 1)
    durationOption('fail', 'delay', delay, 'none')
    if (status !== undefined) integerOption('fail', 'status', status, 200, 599)
    const active = { fault: { ...fault }, remaining: times }
    this.#active.push(active)
    return {
      get remaining(): number {
        return active.remaining
      },
      clear: () => {
        active.remaining = 0
      },
    }
  }

  /** Returns the fault of the next request for a path, and counts it. */
  take(path: string): Fault | undefined {
    const active = this.#active.find(
      ({ fault, remaining }) => remaining > 0 && path.startsWith(fault.path ?? '/api/v2/write'),
    )
    if (active) active.remaining--
    return active?.fault
  }

  clear(): void {
    this.#active.length = 0
  }
}
