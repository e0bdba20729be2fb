import { defineConfig } from 'tsdown'
import base from '../../tooling/tsdown.ts'

// Programs that only write tables need not load apache-arrow.
export default defineConfig({ ...base, entry: ['src/index.ts', 'src/cells.ts', 'src/lines.ts'] })
