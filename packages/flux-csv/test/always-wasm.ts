import { wasmUse } from '../src/records/record-reader.ts'

// WebAssembly reads small responses too, so that small cases test it.
wasmUse.leastBytes = 0
