import type { WriteReport } from '../accounting/ledger.ts'
import { BatchWriter } from '../batch-writer.ts'
import type { UnsentBatch } from '../accounting/batch.ts'
import type { FlushOptions } from '../flush-options.ts'
import { resolveBatchOptions } from '../options.ts'
import type { BatchOptions } from '../options.ts'
import { throughChannel } from '../spool/attachment.ts'
import { ThreadChannel } from './thread-channel.ts'
import { WorkerClient } from './worker-client.ts'
import type { WorkerClientOptions } from './worker-client.ts'

/**
 * Creates a background writer that compresses and sends on a separate worker thread.
 *
 * @throws OptionError if an option is missing, unknown or wrong, or is not supported on another thread
 */
export function createWorkerBatchWriter(client: WorkerClientOptions, options: BatchOptions = {}): WorkerBatchWriter {
  return new WorkerBatchWriter(client, options)
}

/**
 * A {@link BatchWriter} whose requests are compressed and sent by a worker thread.
 *
 * Points are still encoded on the caller's thread. Another thread cannot get a point, copying rows to it takes as long as
 * encoding them, and only then can `write` count, timestamp and reject immediately. The worker gets whole batches, one
 * message each. The account stays here as well, so a worker that crashes loses no line: its batches are sent again, by
 * another worker, like batches whose response was lost.
 */
export class WorkerBatchWriter extends BatchWriter {
  readonly #client: WorkerClient
  readonly #channel: ThreadChannel | undefined
  #closing: Promise<WriteReport> | undefined

  /** @internal */
  constructor(client: WorkerClientOptions, options: BatchOptions = {}) {
    const resolved = resolveBatchOptions('createWorkerBatchWriter', options)
    const workerClient = new WorkerClient(client)
    const { thread } = workerClient
    let channel: ThreadChannel | undefined
    const { spool } = resolved
    const inThread = spool && throughChannel(spool, (parts) => (channel = new ThreadChannel(thread, parts)))
    super(workerClient, { ...resolved, spool: inThread })
    this.#channel = channel
    this.#client = workerClient
  }

  /**
   * Starts the worker now instead of with the first batch, and resolves when it is ready. With a spool it starts at once,
   * and is ready when `stats.spool` tells what earlier writers left.
   *
   * @throws WorkerError
   */
  start(): Promise<void> {
    const started = this.#client.thread.start().then(() => this.#channel?.opened)
    // A caller that does not wait hears of it from the batches.
    started.catch(() => {})
    return started
  }

  /** Closes the writer as {@link BatchWriter.close} does, and then ends the worker. */
  override close(options: FlushOptions = {}): Promise<WriteReport> {
    this.#closing ??= this.#end(super.close(options))
    return this.#closing
  }

  async #end(closing: Promise<WriteReport>): Promise<WriteReport> {
    try {
      const report = await closing
      await this.#client.close()
      return report
    } catch (error) {
      // Wrong options: the writer is still open.
      this.#closing = undefined
      throw error
    }
  }

  /** Ends the writer and the worker at once, and hands back the lines whose outcome is not known. */
  override abort(): UnsentBatch[] {
    const unsent = super.abort()
    // Nothing waits for it.
    this.close().catch(() => {})
    return unsent
  }

  /** Like {@link abort}, and resolves when the worker has ended. */
  async terminate(): Promise<UnsentBatch[]> {
    const unsent = super.abort()
    await this.close()
    return unsent
  }
}
