import { defineConfig } from 'tsdown'
import base from '../../tooling/tsdown.ts'

// One entry for users; where configurations come from are entries that `#config` chooses from, in the user's resolver.
export default defineConfig({
  ...base,
  entry: ['src/index.ts', 'src/config/node.ts', 'src/config/web.ts'],
  external: ['#config'],
})
