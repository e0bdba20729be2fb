import { defineConfig } from 'tsdown'
import base from '../../tooling/tsdown.ts'

export default defineConfig({ ...base, entry: ['src/index.ts', 'src/columns/index.ts'] })
