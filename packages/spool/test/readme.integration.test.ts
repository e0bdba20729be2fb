import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { useBucket } from '@fluxline/test-support'
import { expect, it } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'

const access = useBucket()
const folder = new URL('..', import.meta.url)

it('shows a program that runs', async () => {
  const readme = await readFile(new URL('README.md', folder), 'utf8')
  const program = /```ts\n([^]*?)```/.exec(readme)![1]!.replace("'metrics'", JSON.stringify(access.bucket))
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@fluxline/source', '--input-type=module-typescript', '--eval', program],
    {
      cwd: folder,
      env: {
        ...process.env,
        INFLUX_HOST: access.url,
        INFLUX_TOKEN: access.token,
        INFLUX_ORG: access.org,
        SPOOL_DIRECTORY: temporaryFolder(),
      },
    },
  )
  expect(stderr).toBe('')
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    '{ written: 60, failed: 0, unsent: 0, rejected: [], spooled: 0, recovered: 0 }',
  )
})
