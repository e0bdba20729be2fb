/** A test case. */
export interface Case {
  readonly name: string
  /** Rejects if the case fails. May return a note. */
  readonly run: () => Promise<string | void>
}

/** Runs cases, prints a line for each, and counts them. */
export class Report {
  readonly #only: string | undefined
  #passed = 0
  #failed = 0

  constructor(only: string | undefined) {
    this.#only = only?.toLowerCase()
  }

  /** Runs the cases of a group one after another. */
  async run(group: string, cases: readonly Case[]): Promise<void> {
    const chosen = cases.filter(({ name }) => !this.#only || name.toLowerCase().includes(this.#only))
    if (chosen.length === 0) return
    process.stdout.write(`\n${group}\n`)
    for (const { name, run } of chosen) {
      const started = performance.now()
      try {
        const note = await run()
        this.#passed++
        this.#line('ok', `${name}${note ? `: ${note}` : ''}`, started)
      } catch (error) {
        this.#failed++
        this.#line('FAILED', name, started)
        process.stdout.write(`${indented(error instanceof Error ? error.message : String(error))}\n`)
      }
    }
  }

  /** Prints the counts and returns the exit code. */
  end(): number {
    process.stdout.write(`\n${this.#passed} passed, ${this.#failed} failed\n`)
    return this.#failed === 0 && this.#passed > 0 ? 0 : 1
  }

  #line(state: 'ok' | 'FAILED', text: string, started: number): void {
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    process.stdout.write(`  ${state.padEnd(6)} ${seconds.padStart(5)} s  ${text}\n`)
  }
}

function indented(text: string): string {
  return text.trim().split('\n').slice(0, 25).join('\n').replaceAll(/^/gm, '      ')
}
