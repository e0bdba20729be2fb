import { defineConfig } from 'tsdown'
import base from '../../tooling/tsdown.ts'

// Frames need the data frame package, so they are a separate entry.
export default defineConfig({ ...base, entry: ['src/index.ts', 'src/frames.ts'] })
