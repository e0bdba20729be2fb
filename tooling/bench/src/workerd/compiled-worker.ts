// oxlint-disable-next-line import/no-unassigned-import -- imported for its effect
import '@fluxline/flux-csv/workerd'
import worker from './worker.ts'

/** The Worker of `worker.ts`, which reads CSV by WebAssembly. */
export default worker
