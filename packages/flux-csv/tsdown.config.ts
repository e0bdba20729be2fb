import { defineConfig } from 'tsdown'
import base from '../../tooling/tsdown.ts'

export default defineConfig({ ...base, entry: { index: 'src/index.ts', dictionary: 'src/columns/dictionary.ts' } })
