import { defineConfig } from 'tsdown'
import base from '../../tooling/tsdown.ts'

// Scripts exist in InfluxDB Cloud alone, so they are an entry of their own.
export default defineConfig({ ...base, entry: { index: 'src/index.ts', scripts: 'src/scripts/index.ts' } })
