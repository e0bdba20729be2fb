import { defineConfig } from 'tsdown'
import base from '../../tooling/tsdown.ts'

// One entry for users, and the entries that `#config` selects in the user's resolver.
export default defineConfig({
  ...base,
  entry: ['src/index.ts', 'src/config/node.ts', 'src/config/web.ts'],
  external: ['#config'],
})
