import { EventSubject } from '@fluxline/internal/event-subject'
import type { EventObservable } from '@fluxline/internal/event-subject'
import { channels } from './channels.ts'
import type { PoisonError } from './errors.ts'
import type { IngestEvent } from './events.ts'

const warned: unique symbol = Symbol.for('fluxline.warned.FLUXLINE_UNHEARD_POISON') as never

/** The part of Node's, Bun's and Deno's `process` used here; other runtimes have none. */
interface WarningProcess {
  emitWarning(message: string, options: { type: string; code: string }): void
}

/** Tells subscribers and diagnostics channels what happens. */
export class Listeners {
  readonly #subject = new EventSubject<IngestEvent>()

  get events(): EventObservable<IngestEvent> {
    return this.#subject.observable
  }

  /** Whether anyone hears events of this type: making one for each message costs something. */
  hear(type: IngestEvent['type']): boolean {
    return this.#subject.observed || (channels?.[type].hasSubscribers ?? false)
  }

  emit(event: IngestEvent): void {
    this.#subject.next(event)
    channels?.[event.type].publish(event)
  }

  /** Warns, once for each process, that a message is acknowledged although it is neither stored nor kept. */
  warnUnheard(source: string, error: PoisonError): void {
    const global = globalThis as { [warned]?: boolean; process?: Partial<WarningProcess> }
    if (global[warned] || this.hear('poison')) return
    global[warned] = true
    global.process?.emitWarning?.(
      `A message of ${source} cannot be stored (${error.message.slice(0, 500)}), and it is kept nowhere. ` +
        'Pass onPoison, or a place for dead letters to the source. Shown once.',
      { type: 'FluxlineWarning', code: 'FLUXLINE_UNHEARD' },
    )
  }

  end(): void {
    this.#subject.complete()
  }
}
