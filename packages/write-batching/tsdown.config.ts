import { defineConfig } from 'tsdown'
import base from '../../tooling/tsdown.ts'

// The worker's program is a separate file, beside the file that starts it; only a thread loads it.
export default defineConfig({
  ...base,
  entry: {
    index: 'src/index.ts',
    spool: 'src/spool/index.ts',
    worker: 'src/worker/index.ts',
    'worker-thread': 'src/worker/worker-thread.ts',
  },
  deps: { neverBundle: /^node:/ },
})
