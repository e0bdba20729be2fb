import { runReadme, useBucket } from '@fluxline/test-support'
import { expect, it } from 'vitest'

const access = useBucket()
const folder = new URL('..', import.meta.url)

it('shows a program that runs', async () => {
  const { stdout, stderr } = await runReadme(folder, access)
  expect(stderr).toBe('')
  expect(stdout).toContain('{ written: 60, failed: 0, unsent: 0, rejected: [] }')
})
