/** Knows what is under way, so that closing can wait for it. */
export class Traffic {
  readonly #busy = new Set<Promise<unknown>>()
  /** Answers that were begun and not left. */
  #open = 0
  #stir = (): void => {}

  /** A request, or the wait for more of an answer. */
  during<Outcome>(work: Promise<Outcome>): Promise<Outcome> {
    const end = (): void => {
      this.#busy.delete(work)
      this.#stir()
    }
    this.#busy.add(work)
    work.then(end, end)
    this.#stir()
    return work
  }

  /** An answer is being read, until what is returned is called, as often as you like. */
  open(): () => void {
    let isOpen = true
    this.#open++
    return () => {
      if (isOpen) this.#open--
      isOpen = false
      this.#stir()
    }
  }

  /** Resolves when nothing is under way, or when nobody has asked for more of an answer for so long. */
  async settled(quietMs: number): Promise<void> {
    for (;;) {
      await Promise.allSettled(this.#busy)
      if (this.#busy.size > 0) continue
      if (this.#open === 0 || !(await this.#stirs(quietMs))) return
    }
  }

  /** Resolves to true when something begins or ends, to false where nothing does. */
  #stirs(withinMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs, false)
      this.#stir = () => {
        clearTimeout(timer)
        resolve(true)
      }
    })
  }
}
