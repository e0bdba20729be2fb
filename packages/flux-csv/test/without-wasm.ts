import { vi } from 'vitest'
import type * as FluxCsv from '../src/index.ts'

/** This package as it is where there is no WebAssembly: a second copy of its modules, which found none. */
export async function importWithoutWasm(): Promise<typeof FluxCsv> {
  vi.resetModules()
  const copy = await import('../src/index.ts')
  vi.stubGlobal('WebAssembly', undefined)
  try {
    // It looks once.
    copy.parseRecordsSync(new TextEncoder().encode('a\r\n1\r\n')).next()
  } finally {
    vi.unstubAllGlobals()
  }
  return copy
}
