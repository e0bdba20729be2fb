import { defineConfig } from 'tsdown'
import base from '../../tooling/tsdown.ts'

// One entry for users; the platforms are entries that `#platform` chooses from, in the user's resolver.
export default defineConfig({
  ...base,
  entry: ['src/index.ts', 'src/platform/node.ts', 'src/platform/web.ts'],
  external: ['#platform', /^node:/],
})
