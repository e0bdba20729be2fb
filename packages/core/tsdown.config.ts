import { defineConfig } from 'tsdown'
import base, { needs, withoutImportInCjs } from '../../tooling/tsdown.ts'

/** Sources that every runtime may load: all but what only Node needs. */
const portable = /^(?!.*core\/src\/(platform\/(node|check-node|diagnostics)|pool\/)).*(?<!\.d)\.ts$/

// Entries for users and siblings, and the modules that package.json's imports choose from in the user's resolver. Their
// common parts are two files, since Node takes a while for each file of an import: with 20 files the import of core took
// 1.3 times as long.
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
  outputOptions: (options) => ({
    ...withoutImportInCjs(options),
    codeSplitting: {
      minShareCount: 2,
      groups: [
        // What the imports choose can import what needs nothing of them.
        {
          name: (id, modules) => (needs(id, modules, (each) => each.startsWith('#')) ? undefined : 'shared'),
          test: portable,
          priority: 2,
        },
        { name: 'calls', test: portable, priority: 1 },
      ],
    },
  }),
})
