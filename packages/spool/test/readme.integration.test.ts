import { runReadme, useBucket } from '@fluxline/test-support'
import { expect, it } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'

const access = useBucket()
const folder = new URL('..', import.meta.url)

it('shows a program that runs', async () => {
  const { stdout, stderr } = await runReadme(folder, access, { SPOOL_DIRECTORY: temporaryFolder() })
  expect(stderr).toBe('')
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    '{ written: 60, failed: 0, unsent: 0, rejected: [], spooled: 0, recovered: 0 }',
  )
})
