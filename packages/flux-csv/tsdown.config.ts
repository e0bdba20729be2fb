import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defineConfig } from 'tsdown'
import base, { withoutImportInCjs } from '../../tooling/tsdown.ts'
import { fromByteText } from './src/wasm/byte-text.ts'
import { rowsWasm } from './src/wasm/rows-wasm.ts'

const dist = join(import.meta.dirname, 'dist')

export default defineConfig({
  ...base,
  entry: {
    index: 'src/index.ts',
    columns: 'src/columns/building.ts',
    workerd: 'src/workerd.ts',
    'edge-light': 'src/edge-light.ts',
  },
  // The entries load the same files. Values and errors are in a separate one, because readers of SQL and InfluxQL bundle
  // nothing else, and no bundler drops a class with a static block from a file that it needs. The text of WebAssembly in
  // the middle of code would hide from gzip what is repeated.
  outputOptions: (options) => ({
    ...withoutImportInCjs(options),
    codeSplitting: {
      groups: [
        { name: 'values', test: /flux-csv\/src\/(errors|values\/.*|wasm\/rows-wasm)(?<!\.d)\.ts$/, priority: 2 },
        { name: 'reading', test: /(?<!\/workerd|\/edge-light|\.d)\.ts$/, priority: 1 },
      ],
    },
  }),
  // Workers import it as a file; elsewhere the same module is a text in the code.
  deps: { neverBundle: /rows\.wasm/ },
  hooks: {
    async 'build:done'() {
      await writeFile(join(dist, 'rows.wasm'), fromByteText(rowsWasm))
      // Only ES modules can import it.
      for (const entry of ['workerd', 'edge-light']) {
        for (const ending of ['cjs', 'cjs.map', 'd.cts', 'd.cts.map']) {
          await rm(join(dist, `${entry}.${ending}`), { force: true })
        }
      }
    },
  },
})
