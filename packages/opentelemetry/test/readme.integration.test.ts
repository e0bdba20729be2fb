import { runReadme, useBucket } from '@fluxline/test-support'
import { expect, it } from 'vitest'

const access = useBucket()

it('shows a program that runs', async () => {
  const { stdout, stderr } = await runReadme(new URL('..', import.meta.url), access)
  expect(stderr).toBe('')
  expect(stdout).toMatch(/fluxline\.writer\.lines[^]+'fluxline\.outcome': 'written'/)
})
