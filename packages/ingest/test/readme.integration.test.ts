import { runReadme, useBucket } from '@fluxline/test-support'
import { expect, it } from 'vitest'

const access = useBucket()

it('shows a program that runs', async () => {
  const { stdout, stderr } = await runReadme(new URL('..', import.meta.url), access)
  expect(stderr).toBe('')
  expect(stdout).toContain('message 1 is kept elsewhere 1\n')
  expect(stdout).toContain('message 2 is done with\n')
  expect(stdout).toContain('{ stored: 2, poisoned: 1 }\n')
})
