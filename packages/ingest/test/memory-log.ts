import type { Source, SourceMessage } from '../src/index.ts'

/** A message as it was published. */
export interface Published {
  readonly data: Uint8Array
  readonly subject: string
  readonly timestamp: bigint | undefined
  readonly headers: Readonly<Record<string, string>>
}

export interface PublishOptions {
  readonly subject?: string
  readonly timestamp?: bigint | undefined
  readonly headers?: Readonly<Record<string, string>>
}

const START = 1_700_000_000_000_000_000n

/**
 * A log of one partition, as brokers have them: it keeps every message, gives each again until it is acknowledged, and
 * forgets nothing when a reader dies.
 */
export class MemoryLog {
  readonly messages: Published[] = []
  readonly acknowledged: Set<number> = new Set()
  readonly dead: { readonly data: string; readonly reason: string }[] = []
  /** How often each message was delivered. */
  readonly deliveries: number[] = []
  /** Times `working` was called. */
  working = 0
  /** Messages that a reader has. */
  readonly #leased = new Set<number>()
  #wake: (() => void)[] = []
  #isEnded = false

  publish(data: string | Uint8Array, { subject = 'lines', headers = {}, ...rest }: PublishOptions = {}): void {
    const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data
    const timestamp = 'timestamp' in rest ? rest.timestamp : START + BigInt(this.messages.length) * 1000n
    this.messages.push({ data: bytes, subject, timestamp, headers })
    this.#notify()
  }

  /** Ends the log: sources end after its last message. */
  end(): void {
    this.#isEnded = true
    this.#notify()
  }

  get isDone(): boolean {
    return this.acknowledged.size === this.messages.length
  }

  /** A reader of the log. `crash` is the death of its process: what it has not acknowledged is given to others. */
  reader(options: Partial<Source> & { loseAck?: () => boolean } = {}): Source & { crash(): void } {
    const { loseAck, ...members } = options
    const own = new Set<number>()
    let isDead = false
    const release = (at: number): void => {
      if (!own.delete(at)) return
      this.#leased.delete(at)
      this.#notify()
    }
    const message = (at: number): SourceMessage => {
      const { data, subject, timestamp, headers } = this.messages[at]!
      return {
        data,
        subject,
        partition: 0,
        sequence: BigInt(at),
        timestamp,
        redelivered: this.deliveries[at]! > 1,
        header: (name) => headers[name],
        ack: () => {
          if (isDead) return
          if (loseAck?.()) return release(at)
          this.acknowledged.add(at)
          own.delete(at)
          this.#notify()
        },
        release: () => release(at),
        working: () => void this.working++,
      }
    }
    return {
      name: 'the memory log',
      messages: (signal) => this.#read(signal, () => isDead, own, message),
      deadLetter: ({ data }, reason) => {
        if (!isDead) this.dead.push({ data: new TextDecoder().decode(data), reason })
        return Promise.resolve()
      },
      ...members,
      crash: () => {
        isDead = true
        for (const at of own) release(at)
      },
    }
  }

  async *#read(
    signal: AbortSignal,
    isDead: () => boolean,
    own: Set<number>,
    message: (at: number) => SourceMessage,
  ): AsyncGenerator<SourceMessage> {
    signal.addEventListener('abort', () => this.#notify())
    while (!signal.aborted && !isDead()) {
      const at = this.messages.findIndex((_, index) => !this.acknowledged.has(index) && !this.#leased.has(index))
      if (at === -1) {
        if (this.#isEnded && this.isDone) return
        await new Promise<void>((resolve) => this.#wake.push(resolve))
        continue
      }
      this.#leased.add(at)
      own.add(at)
      this.deliveries[at] = (this.deliveries[at] ?? 0) + 1
      yield message(at)
    }
  }

  #notify(): void {
    const wake = this.#wake
    this.#wake = []
    for (const each of wake) each()
  }
}
