/** What the benchmark uses of the runtimes. */
export { CONDITIONS as WORKERD_CONDITIONS, openWorker } from './cases/workerd.ts'
export type { Miniflare } from './cases/workerd.ts'
export { installEngines } from './engines.ts'
export type { Engines } from './engines.ts'
