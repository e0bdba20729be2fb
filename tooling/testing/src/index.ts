export type { Access } from '@fluxline/influxd'
export { Loopback, startLoopback } from './loopback.ts'
export type { Answer, RecordedRequest } from './loopback.ts'
export { useBucket, useServer } from './use-bucket.ts'
