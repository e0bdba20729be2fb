import { execFile } from 'node:child_process'
import { access, cp, mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PeerProcess } from './peer-process.ts'

const run = promisify(execFile)

/** The peers in other languages that run here, by name, and why others are missing. */
export interface ForeignPeers {
  readonly peers: ReadonlyMap<string, PeerProcess>
  readonly missing: Readonly<Record<string, string>>
}

const GO = 'influxdb-client-go 2.14.0'
/** Python's client. Its process also has pyarrow and polars. */
export const PYTHON = 'influxdb_client (Python) 1.50.0'

/** Builds the peers in other languages once, in a folder of the user's cache, if the languages are on the PATH. */
export async function startForeignPeers(): Promise<ForeignPeers> {
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'fluxline', 'bench')
  const peers = new Map<string, PeerProcess>()
  const missing: Record<string, string> = {}
  for (const [name, install] of [[GO, installGo] as const, [PYTHON, installPython] as const]) {
    try {
      peers.set(name, await install(cache))
    } catch (error) {
      const [line] = (error as Error).message.split('\n')
      missing[name] = `not on this machine (${line})`
    }
  }
  return { peers, missing }
}

/** Builds the Go peer. Its modules and checksums are pinned next to the program. */
async function installGo(cache: string): Promise<PeerProcess> {
  const folder = join(cache, 'go')
  await mkdir(folder, { recursive: true })
  await cp(join(import.meta.dirname, 'go'), folder, { recursive: true })
  await run('go', ['build', '-o', 'peer', '.'], { cwd: folder })
  return new PeerProcess(join(folder, 'peer'), [])
}

async function installPython(cache: string): Promise<PeerProcess> {
  const folder = join(cache, 'python')
  const python = join(folder, process.platform === 'win32' ? 'Scripts' : 'bin', 'python')
  const source = join(import.meta.dirname, 'python')
  if (!(await exists(python))) await run('python3', ['-m', 'venv', folder])
  await run(python, [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '-r',
    join(source, 'requirements.txt'),
  ])
  return new PeerProcess(python, [join(source, 'peer.py')])
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
