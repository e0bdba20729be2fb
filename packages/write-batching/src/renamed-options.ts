import { renamedFrom } from '@fluxline/internal/options'
import { python, renamedTargetOptions } from './intake/write-target.ts'

type Renamed = Readonly<Record<string, string>>

const js = '@influxdata/influxdb-client'
const spread = 'is not needed: delays are always spread at random.'

/** Options of other clients that `writeNow` and the writers have under another name. */
export const renamedWriteOptions: Renamed = {
  ...renamedTargetOptions,
  ...renamedFrom(js, { gzipThreshold: 'gzip: { threshold }' }),
  ...renamedFrom(python, { enable_gzip: 'gzip', default_tags: 'defaultTags', point_settings: 'defaultTags' }),
  consistency: 'is a setting of InfluxDB Enterprise 1.x clusters, which InfluxDB 2.x does not have; omit it.',
}

/** Options of other clients that the writers have under another name. */
export const renamedBatchOptions: Renamed = {
  ...renamedWriteOptions,
  ...renamedFrom(js, {
    minRetryDelay: 'retryInterval',
    maxBufferLines: 'maxBufferBytes',
    writeSuccess: 'onSuccess',
    writeFailed: 'onError and onRetry',
    writeRetrySkipped: 'onDrop',
  }),
  retryJitter: spread,
  randomRetry: spread,
  ...renamedFrom(python, {
    batch_size: 'batchSize',
    flush_interval: 'flushInterval',
    jitter_interval: 'jitterInterval',
    retry_interval: 'retryInterval',
    max_retries: 'maxRetries',
    max_retry_delay: 'maxRetryDelay',
    max_retry_time: 'maxRetryTime',
    max_close_wait: 'maxCloseWait',
    exponential_base: 'exponentialBase',
    success_callback: 'onSuccess',
    error_callback: 'onError',
    retry_callback: 'onRetry',
  }),
}
