/** The requests and responses in flight, so that closing can wait for them. */
export class InFlight {
  readonly #pending = new Set<Promise<unknown>>()
  /** Responses that are being read. */
  #open = 0
  #onChange = (): void => {}

  /** Keeps a request, or the wait for more of a response, until it settles. */
  track<Outcome>(work: Promise<Outcome>): Promise<Outcome> {
    const end = (): void => {
      this.#pending.delete(work)
      this.#onChange()
    }
    this.#pending.add(work)
    work.then(end, end)
    this.#onChange()
    return work
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
      await Promise.allSettled(this.#pending)
      if (this.#pending.size > 0) continue
      if (this.#open === 0 || !(await this.#changes(quietMs))) return
    }
  }

  /** Resolves to true when something begins or ends, and to false if nothing does in time. */
  #changes(withinMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs, false)
      this.#onChange = () => {
        clearTimeout(timer)
        resolve(true)
      }
    })
  }
}
