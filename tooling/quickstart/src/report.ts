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

const openers: Readonly<Partial<Record<NodeJS.Platform, string>>> = { darwin: 'open', win32: 'start' }

/** Says where the picture is, and how to open it if this machine has a screen that the user sees. */
export function pictureText(path: string, env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const isRemote = Boolean(env['SSH_CONNECTION'] ?? env['CI'])
  const hasDisplay = Boolean(env['WAYLAND_DISPLAY'] ?? env['DISPLAY'])
  const opener = openers[platform] ?? (hasDisplay ? 'xdg-open' : undefined)
  return opener === undefined || isRemote
    ? `The same as a picture, for any browser: ${path}`
    : `The same as a picture. To open it:\n  ${opener} ${path}`
}

/** Returns the next steps for the user. */
export function nextSteps(keeping: 'own' | 'external' | undefined): string {
  const steps = {
    'README.md': 'which package to install for what',
    'tooling/quickstart/src': 'this program, as an example',
    'tooling/examples': 'programs: Express, MQTT and others',
    ...(keeping === undefined && {
      'npx -y pnpm@12.21.0 quickstart --keep': 'the same, and keeps the server running',
    }),
    ...(keeping === 'own' && { 'Ctrl-C': 'stops the server and deletes its data' }),
  }
  return `Next steps\n${rows(steps)}\n`
}

/** Returns how to reach the server with curl, and in a browser if the user is known. */
export function accessText(access: Access | OwnedAccess): string {
  const { url, token, org, bucket } = access
  const login = 'password' in access ? { user: access.username, password: access.password } : {}
  const query = String(countQuery(bucket)).replace(/\s+/g, ' ').trim()
  return `${rows({ address: url, ...login, org, bucket, token })}

To count the points with curl:

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
