import { defineConfig } from 'tsdown'
import base from '../../tooling/tsdown.ts'

// The worker's program is a file of its own, which only a thread loads.
export default defineConfig({
  ...base,
  entry: ['src/index.ts', 'src/worker/index.ts', 'src/worker/worker-thread.ts'],
  deps: { neverBundle: /^node:/ },
})
