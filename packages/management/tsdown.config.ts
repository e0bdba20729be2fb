import { defineConfig } from 'tsdown'
import base, { oneSharedFile } from '../../tooling/tsdown.ts'

// Scripts exist in InfluxDB Cloud only, and InfluxDB 3 has its own resources, so they are separate entries.
export default defineConfig({
  ...base,
  ...oneSharedFile,
  entry: { index: 'src/index.ts', scripts: 'src/scripts/index.ts', v3: 'src/v3/index.ts' },
})
