import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { Access } from '@fluxline/influxd'

/** Returns the first program of a README; `undefined` if it has none. */
export function programIn(readme: string): string | undefined {
  return /```ts\n([^]*?)```/.exec(readme)?.[1]
}

/**
 * Runs the program of a package's README with a bucket instead of `metrics`.
 *
 * @param folder the package's folder
 * @param env variables besides those of the server
 */
export async function runReadme(
  folder: URL,
  access: Access,
  env: Readonly<Record<string, string>> = {},
): Promise<{ stdout: string; stderr: string }> {
  const readme = await readFile(new URL('README.md', folder), 'utf8')
  const program = programIn(readme)!.replace("'metrics'", JSON.stringify(access.bucket))
  return promisify(execFile)(
    process.execPath,
    ['--conditions=@fluxline/source', '--input-type=module-typescript', '--eval', program],
    {
      cwd: folder,
      env: {
        ...process.env,
        INFLUX_HOST: access.url,
        INFLUX_TOKEN: access.token,
        INFLUX_ORG: access.org,
        ...env,
      },
    },
  )
}
