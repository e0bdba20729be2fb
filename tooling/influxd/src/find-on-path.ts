import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { matches } from './versions.ts'
import type { WantedVersion } from './versions.ts'

const run = promisify(execFile)

/** Looks for `influxd` of the wanted version in INFLUXD_PATH, or else in each folder of the PATH. */
export async function findOnPath(
  env: NodeJS.ProcessEnv,
  wanted: WantedVersion,
): Promise<{ path: string } | { problem: string }> {
  const named = env['INFLUXD_PATH']
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean)
  const candidates = named ? [named] : folders.map((folder) => join(folder, executableName))
  let problem: string | undefined
  for (const path of candidates) {
    if (!(await isExecutable(path))) continue
    const version = await versionOf(path)
    const needed = wanted.isRequested ? wanted.version : '2'
    if (version !== undefined && matches(version, needed)) return { path }
    const is = version === undefined ? 'not influxd' : `version ${version}`
    problem ??= `${path} is ${is}, and ${wanted.isRequested ? needed : '2.x'} is needed`
  }
  return { problem: problem ?? (named ? `INFLUXD_PATH names ${named}, which cannot be run` : 'not found') }
}

/** Whether a command is on the PATH. */
export async function findCommand(name: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean)
  for (const folder of folders) if (await isExecutable(join(folder, name))) return true
  return false
}

export const executableName: string = process.platform === 'win32' ? 'influxd.exe' : 'influxd'

export async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}

async function versionOf(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(path, ['version'], { timeout: 10_000 })
    return parseVersion(stdout)
  } catch {
    return undefined
  }
}

/** Reads the version from the output of `influxd version`: 2.7.12 from `InfluxDB v2.7.12 (git: …) …` or `InfluxDB 2.7.12 …`. */
export function parseVersion(output: string): string | undefined {
  return /^InfluxDB v?(\d+\.\d+\.\d+)/m.exec(output)?.[1]
}
