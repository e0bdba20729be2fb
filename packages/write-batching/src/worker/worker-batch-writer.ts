import { BatchWriter } from '../batch-writer.ts'
import type { FlushOptions, UnsentBatch } from '../batch-writer.ts'
import type { WriteReport } from '../accounting/ledger.ts'
import { resolveBatchOptions } from '../options.ts'
import type { BatchOptions, ResolvedBatchOptions } from '../options.ts'
import { WorkerClient } from './worker-client.ts'
import type { WorkerClientOptions } from './worker-client.ts'

/**
 * Opens a background writer that compresses and sends on a worker thread of its own.
 *
 * @throws OptionError, BatchOptionError where an option is missing, cannot be right, or is not for another thread
 */
export function createWorkerBatchWriter(client: WorkerClientOptions, options: BatchOptions = {}): WorkerBatchWriter {
  const resolved = resolveBatchOptions(options)
  return new WorkerBatchWriter(new WorkerClient(client), resolved)
}

/**
 * A {@link BatchWriter} whose requests are compressed and made by a worker thread.
 *
 * Points are still encoded where they are written. No other thread can be given a point, cloning plain rows for one was
 * measured to take as long as encoding them, and only so `write` counts, stamps and refuses at once. What the worker gets
 * are whole batches, one message each. The account is kept here as well, so a worker that crashes takes no line with it:
 * its batches are tried again, on another worker, by the rules for lost answers.
 */
export class WorkerBatchWriter extends BatchWriter {
  readonly #client: WorkerClient
  #closing: Promise<WriteReport> | undefined

  constructor(client: WorkerClient, options: ResolvedBatchOptions) {
    super(client, options)
    this.#client = client
  }

  /** Starts the worker now rather than with the first batch, and resolves when it is there. @throws WorkerError */
  start(): Promise<void> {
    return this.#client.start()
  }

  /** Closes the writer as {@link BatchWriter.close} does, and then ends the worker. */
  override close(options: FlushOptions = {}): Promise<WriteReport> {
    this.#closing ??= this.#end(super.close(options))
    return this.#closing
  }

  async #end(closing: Promise<WriteReport>): Promise<WriteReport> {
    const report = await closing
    await this.#client.close()
    return report
  }

  /** Ends the writer and the worker at once, and hands back the lines whose end is not known. */
  override dispose(): UnsentBatch[] {
    const unsent = super.dispose()
    // Nobody waits for it.
    this.#client.close().catch(() => {})
    return unsent
  }

  /** As {@link dispose}, and resolves when the worker has ended. */
  async terminate(): Promise<UnsentBatch[]> {
    const unsent = super.dispose()
    await this.#client.close()
    return unsent
  }
}
