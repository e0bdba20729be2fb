import { defineConfig } from 'tsdown'
import base from '../../tooling/tsdown.ts'

// Entries for users and siblings, and the modules that package.json's imports choose from in the user's resolver. Their
// common parts are a few files, since Node takes a while for each file of an import.
export default defineConfig({
  ...base,
  entry: [
    'src/index.ts',
    'src/fetch/index.ts',
    'src/auth/index.ts',
    'src/client/index.ts',
    'src/retry/index.ts',
    'src/server-status/index.ts',
    'src/platform/node.ts',
    'src/platform/node-fetch.ts',
    'src/platform/browser.ts',
    'src/platform/web.ts',
    'src/platform/explain-fully.ts',
    'src/platform/explain-briefly.ts',
  ],
  external: ['#platform', '#fetch-platform', '#explain', /^node:/],
})
