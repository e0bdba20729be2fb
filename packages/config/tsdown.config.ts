import { defineConfig } from 'tsdown'
import base from '../../tooling/tsdown.ts'

export default defineConfig({ ...base, deps: { neverBundle: /^node:/ } })
