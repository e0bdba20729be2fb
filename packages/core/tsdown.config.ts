import { defineConfig } from 'tsdown'
import base from '../../tooling/tsdown.ts'

// One entry for users; the platforms are entries that `#platform` chooses from, in the user's resolver. Each source is a
// file of its own, since bundlers leave whole files out more surely than parts of one.
export default defineConfig({
  ...base,
  entry: [
    'src/index.ts',
    'src/auth/index.ts',
    'src/client/index.ts',
    'src/retry/index.ts',
    'src/platform/node.ts',
    'src/platform/browser.ts',
    'src/platform/web.ts',
    'src/platform/suggest-nearest.ts',
    'src/platform/list-known.ts',
  ],
  external: ['#platform', '#describe-unknown', /^node:/],
  unbundle: true,
})
