/** The requests and responses in flight, so that closing can wait for them. */
export class InFlight {
  /** Requests, and waits for more of a response. */
  #pending = 0
  /** Responses that are being read. */
  #open = 0
  /** Called once, when something begins or ends. */
  readonly #listeners = new Set<() => void>()

  /** Keeps a request, or the wait for more of a response, until it settles. */
  track<Outcome>(work: Promise<Outcome>): Promise<Outcome> {
    this.#pending++
    work.then(this.#end, this.#end)
    this.#onChange()
    return work
  }

  readonly #end = (): void => {
    this.#pending--
    this.#onChange()
  }

  /** Keeps a response that is being read. The function that it returns ends that, and may be called again. */
  openResponse(): () => void {
    let isOpen = true
    this.#open++
    return () => {
      if (isOpen) this.#open--
      isOpen = false
      this.#onChange()
    }
  }

  /** Resolves when nothing is in flight, or when no response was read on for `quietMs`. */
  async whenSettled(quietMs: number): Promise<void> {
    for (;;) {
      if (this.#pending > 0) await this.#changes()
      else if (this.#open === 0 || !(await this.#changes(quietMs))) return
    }
  }

  /** Resolves to true when something begins or ends, and to false if nothing does in time. */
  #changes(withinMs?: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = withinMs === undefined ? undefined : setTimeout(resolve, withinMs, false)
      this.#listeners.add(() => {
        clearTimeout(timer)
        resolve(true)
      })
    })
  }

  #onChange(): void {
    if (this.#listeners.size === 0) return
    const listeners = [...this.#listeners]
    this.#listeners.clear()
    for (const listener of listeners) listener()
  }
}
