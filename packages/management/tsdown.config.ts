import { defineConfig } from 'tsdown'
import base from '../../tooling/tsdown.ts'

// Scripts exist in InfluxDB Cloud only, so they are a separate entry.
export default defineConfig({ ...base, entry: { index: 'src/index.ts', scripts: 'src/scripts/index.ts' } })
