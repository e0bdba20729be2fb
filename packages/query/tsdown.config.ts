import { defineConfig } from 'tsdown'
import base from '../../tooling/tsdown.ts'

// The entry `response` is for fluxline's own packages.
export default defineConfig({ ...base, entry: ['src/index.ts', 'src/response.ts'] })
