import type { EventObservable } from '@fluxline/internal/event-subject'
import { inspectAs, inspection } from '@fluxline/internal/inspect'
import type { IngestEvent } from './events.ts'
import { Reader } from './flow/reader.ts'
import type { IngestStats } from './flow/counts.ts'
import type { IngestWriter } from './flow/submit.ts'
import { checkCloseOptions, checkHas, resolveIngestOptions } from './options.ts'
import type { CloseOptions, IngestOptions } from './options.ts'
import type { Source } from './source.ts'

/**
 * Reads messages from a log, writes their lines, and acknowledges each message once its own lines are stored.
 *
 * It begins at once. Any number of processes may do the same on one consumer or consumer group: the log shares its
 * messages among them, and gives those of a process that dies to the others.
 * @param source `jetStreamSource(…)`, or any other object with `messages`
 * @param writer a batch writer, which stays open: close it after the ingestion
 * @throws OptionError if an argument is missing, or an option is unknown or has a wrong value
 */
export function ingest(source: Source, writer: IngestWriter, options: IngestOptions = {}): Ingestion {
  return new Ingestion(source, writer, options)
}

/** A running ingestion. */
export class Ingestion implements AsyncDisposable {
  static {
    // Not a member: its key has no name in a declaration.
    Object.defineProperty(this.prototype, inspection, { value: inspectIngestion })
  }

  readonly #reader: Reader

  /** @internal */
  constructor(source: Source, writer: IngestWriter, options: IngestOptions) {
    checkHas('source', source, 'messages', 'pass jetStreamSource(…) or another source')
    checkHas('writer', writer, 'submit', 'pass a batch writer')
    this.#reader = new Reader(source, writer, resolveIngestOptions(options))
  }

  /** Snapshot of the counters. */
  get stats(): IngestStats {
    return this.#reader.stats
  }

  /** What happens to messages; completes at the end. `from` of rxjs takes it. A subscriber that throws is an uncaught error. */
  get events(): EventObservable<IngestEvent> {
    return this.#reader.events
  }

  /**
   * Resolves when the ingestion has ended: by `drain`, `close` or its signal, or because the log has ended.
   *
   * It rejects if its source or its writer ended otherwise. Nobody need await it: then it is an unhandled rejection, which
   * ends a process aloud, so that no worker stands still unnoticed. `drain` and `close` hand over the same error.
   * @throws IngestError with the error as its `cause`
   */
  get ended(): Promise<IngestStats> {
    return this.#reader.ended
  }

  /**
   * Takes no more messages, waits until every message that it took is stored and acknowledged, however long that takes, and
   * ends.
   *
   * @returns the counts
   * @throws IngestError if the source or the writer has failed
   */
  drain(): Promise<IngestStats> {
    return this.#reader.end(Infinity)
  }

  /**
   * Like `drain`, and after `timeout` gives what is not stored back to the log. Then it waits at most 5 seconds more for
   * the acknowledgements and releases of messages.
   *
   * @returns the counts
   * @throws IngestError if the source or the writer has failed; OptionError if an option is unknown or has a wrong value
   */
  async close(options: CloseOptions = {}): Promise<IngestStats> {
    return this.#reader.end(checkCloseOptions(options))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

function inspectIngestion(this: Ingestion, ...args: readonly never[]): string {
  return inspectAs('Ingestion', this.stats, ...args)
}
