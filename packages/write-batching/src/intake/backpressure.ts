/** Whoever waits for room in a full buffer. */
export class Room {
  #next: { promise: Promise<void>; resolve: () => void } | undefined

  /** Resolves when there is room again; one promise for all that wait. */
  wait(): Promise<void> {
    if (!this.#next) {
      let resolve!: () => void
      const promise = new Promise<void>((settle) => (resolve = settle))
      this.#next = { promise, resolve }
    }
    return this.#next.promise
  }

  /** There is room: all that wait go on. */
  make(): void {
    this.#next?.resolve()
    this.#next = undefined
  }
}
