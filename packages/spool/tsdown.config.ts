import { defineConfig } from 'tsdown'
import base from '../../tooling/tsdown.ts'

// One entry for users, those that `#platform` selects in the user's resolver, the store that a thread loads, and the program.
// Each source is a separate file: the one that names the store lies beside it.
export default defineConfig({
  ...base,
  entry: ['src/index.ts', 'src/platform/node.ts', 'src/platform/web.ts', 'src/store.ts', 'src/cli.ts'],
  external: ['#platform', /^node:/],
  unbundle: true,
})
