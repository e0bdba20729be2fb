import { defineConfig } from 'tsdown'
import base from '../../tooling/tsdown.ts'

// A separate server needs Node; what responds to a `fetch` does not.
export default defineConfig({
  ...base,
  entry: { index: 'src/index.ts', node: 'src/node.ts' },
  deps: { neverBundle: /^node:/ },
})
