import { defineConfig } from 'tsdown'
import base from '../../tooling/tsdown.ts'

// What fluxline's own packages need of a response is an entry of its own.
export default defineConfig({ ...base, entry: ['src/index.ts', 'src/response.ts'] })
