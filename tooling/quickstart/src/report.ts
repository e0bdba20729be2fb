import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Access, OwnedAccess } from '@fluxline/influxd'
import { countQuery } from './queries.ts'

/** Saves the picture in a new folder beside other temporary files, and returns its path. */
export async function savePicture(svg: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fluxline-quickstart-'))
  const path = join(folder, 'delays.svg')
  await writeFile(path, svg)
  return path
}

/** Where to go from here. */
export function nextSteps(keeping: 'own' | 'external' | undefined): string {
  const steps = {
    'README.md': 'which package to install for what',
    'tooling/quickstart/src': 'this program, to copy from',
    ...(keeping === undefined && {
      'npx -y pnpm@12.21.0 quickstart --keep': 'the same, and leaves the server up',
    }),
    ...(keeping === 'own' && { 'Ctrl-C': 'stops the server; its data goes with it' }),
  }
  return `How to go on\n${rows(steps)}\n`
}

/** How to reach the server by hand: in a browser, where the user is known, and with curl. */
export function accessText(access: Access | OwnedAccess): string {
  const { url, token, org, bucket } = access
  const login = 'password' in access ? { user: access.username, password: access.password } : {}
  const query = String(countQuery(bucket)).replace(/\s+/g, ' ').trim()
  return `${rows({ address: url, ...login, org, bucket, token })}

How many points there are, by curl:

curl '${url}/api/v2/query?org=${encodeURIComponent(org)}' -H 'Authorization: Token ${token}' \\
  -H 'Content-Type: application/vnd.flux' -d '${query}'
`
}

function rows(entries: Readonly<Record<string, string>>): string {
  const width = Math.max(...Object.keys(entries).map((name) => name.length))
  return Object.entries(entries)
    .map(([name, value]) => `  ${name.padEnd(width)}   ${value}`)
    .join('\n')
}
