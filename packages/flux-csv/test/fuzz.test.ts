import { expect, it, vi } from 'vitest'
import { fuzz } from './fuzz.ts'
import { importWithoutWasm } from './without-wasm.ts'
// oxlint-disable-next-line import/no-unassigned-import -- it sets what it says
import './always-wasm.ts'

it('reads broken responses the same way by every function and any split, or throws its own errors', async () => {
  await expect(fuzz(1, 120, await importWithoutWasm())).resolves.toBeUndefined()
})

it('reads without WebAssembly if it is not available', async () => {
  const without = await importWithoutWasm()
  const instance = vi.spyOn(WebAssembly, 'Instance')
  expect([...without.parseRecordsSync(new TextEncoder().encode('a\r\n1\r\n'))].map(({ values }) => values)).toEqual([
    { a: '1' },
  ])
  expect(instance).not.toHaveBeenCalled()
})
