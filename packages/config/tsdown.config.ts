import { defineConfig } from 'tsdown'
import base from '../../tooling/tsdown.ts'

// Browsers and edge runtimes have no files, so what needs none is a separate entry.
export default defineConfig({
  ...base,
  entry: { index: 'src/index.ts', web: 'src/web.ts' },
  deps: { neverBundle: /^node:/ },
})
