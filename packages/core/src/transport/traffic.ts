/** Counts what is under way, so that closing can wait for it. */
export class Traffic {
  readonly #underWay = new Set<Promise<void>>()

  /** Something begins; call what is returned when it ends, as often as you like. */
  enter(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#underWay.add(promise)
    return () => {
      this.#underWay.delete(promise)
      resolve()
    }
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay)
  }
}
