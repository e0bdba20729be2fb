import { defineConfig } from 'tsdown'
import base, { oneSharedFile } from '../../tooling/tsdown.ts'

// Each broker's client library is loaded by its own entry only.
export default defineConfig({
  ...base,
  ...oneSharedFile,
  entry: {
    index: 'src/index.ts',
    jetstream: 'src/jetstream/index.ts',
    kafka: 'src/kafka/index.ts',
    kafkajs: 'src/kafkajs/index.ts',
  },
  deps: { neverBundle: /^node:/ },
})
