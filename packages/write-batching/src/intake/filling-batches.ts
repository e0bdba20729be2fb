import { bucketText } from '@fluxline/internal/bucket-text'
import { copyOptions } from '@fluxline/internal/copy-options'
import { OptionError } from '@fluxline/internal/errors'
import type { Precision } from '@fluxline/point'
import { createShare } from '../accounting/buffer-shares.ts'
import type { BufferShare } from '../accounting/buffer-shares.ts'
import { bucketKey, createRoute, destinationKey } from '../accounting/destination.ts'
import type { Destination } from '../accounting/destination.ts'
import type { WriteClient } from '../delivery/send-batch.ts'
import type { ResolvedBatchOptions } from '../options.ts'
import type { WriteTarget } from './write-target.ts'
import { MAX_ENCODERS } from './encoder-pool.ts'
import type { EncoderPool, FillingBatch } from './encoder-pool.ts'

/** The filling batches of the destinations that a writer has seen, which may be many in its life. */
export class FillingBatches {
  readonly #client: WriteClient
  readonly #options: ResolvedBatchOptions
  readonly #pool: EncoderPool
  readonly #batches = new Map<string, FillingBatch>()
  readonly #shares = new Map<string, BufferShare>()
  readonly #byShare = new Map<BufferShare, FillingBatch[]>()
  #default: FillingBatch | undefined
  #latest: FillingBatch | undefined

  constructor(client: WriteClient, options: ResolvedBatchOptions, pool: EncoderPool) {
    this.#client = client
    this.#options = options
    this.#pool = pool
  }

  /** Returns the filling batch of a target. @throws OptionError if the bucket is missing */
  of(target: WriteTarget | undefined): FillingBatch {
    return target === undefined ? (this.#default ??= this.#find({})) : this.#find(target)
  }

  /** Returns the batch of the same bucket in a precision. */
  inPrecision(filling: FillingBatch, precision: Precision): FillingBatch {
    const { bucket, org, precision: own } = filling.route.destination
    return precision === own ? filling : this.#find({ bucket, org, precision })
  }

  all(): Iterable<FillingBatch> {
    return this.#batches.values()
  }

  /** Returns those of one bucket, in each precision. */
  inShare(share: BufferShare): readonly FillingBatch[] {
    return this.#byShare.get(share) ?? []
  }

  /** Returns what the bucket of a destination holds of the buffer. */
  shareOf(destination: Destination): BufferShare {
    const key = bucketKey(destination)
    const share = this.#shares.get(key) ?? createShare()
    this.#shares.set(key, share)
    return share
  }

  /** Forgets a bucket that has no lines, if there are many destinations. */
  forgetIfIdle(share: BufferShare): void {
    const batches = this.inShare(share)
    if (this.#batches.size <= MAX_ENCODERS || share.bytes.held > 0) return
    if (this.#default !== undefined && batches.includes(this.#default)) return
    this.#byShare.delete(share)
    for (const filling of batches) {
      this.#shares.delete(bucketKey(filling.route.destination))
      this.#batches.delete(filling.route.key)
      this.#pool.takeBack(filling)
      if (filling === this.#latest) this.#latest = undefined
    }
  }

  #find(target: WriteTarget): FillingBatch {
    const { precision = this.#options.precision } = target
    const bucket = target.bucket === undefined ? this.#options.bucket : bucketText(target.bucket)
    const org = copyOptions(target.org) ?? this.#options.org ?? this.#client.org
    // Saves the key for each point of a run to one destination.
    const latest = this.#latest?.route.destination
    if (latest && latest.bucket === bucket && latest.org === org && latest.precision === precision) return this.#latest!
    if (!bucket)
      throw new OptionError('write: `bucket` is missing; set it on the writer or in this write.', { option: 'bucket' })
    const destination = { bucket, org, precision }
    this.#latest = this.#batches.get(destinationKey(destination)) ?? this.#create(destination)
    return this.#latest
  }

  #create(destination: Destination): FillingBatch {
    const share = this.shareOf(destination)
    const route = createRoute(destination, share)
    const filling: FillingBatch = { route, batch: undefined, cancelTimer: undefined, encoder: undefined, parts: [] }
    this.#batches.set(route.key, filling)
    this.#byShare.set(share, [...this.inShare(share), filling])
    return filling
  }
}
