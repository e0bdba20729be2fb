import { defineConfig } from 'tsdown'
import base, { needs, sources, withoutImportInCjs } from '../../tooling/tsdown.ts'

export default defineConfig({
  ...base,
  entry: ['src/index.ts', 'src/columns/index.ts'],
  // What needs no points is a separate file, because no bundler drops a class with a static block from a file that it needs.
  outputOptions: (options) => ({
    ...withoutImportInCjs(options),
    codeSplitting: {
      groups: [
        {
          name: (id, modules) => (needs(id, modules, (each) => each.endsWith('/src/point.ts')) ? undefined : 'lines'),
          test: sources,
          priority: 2,
        },
        { name: 'points', test: sources, priority: 1 },
      ],
    },
  }),
})
