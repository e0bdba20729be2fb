import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { codeOf } from '../files/files.ts'

/** What tells a process from every other: its number alone is used again. */
export interface ProcessIdentity {
  readonly pid: number
  readonly host: string
  /** The start of the machine; undefined if the system does not tell. */
  readonly boot: string | undefined
  /** The start of the process, in the clock of the system; undefined if it does not tell. */
  readonly started: string | undefined
}

/** Whether a process runs: `unknown` if it may run on another machine. */
export type Liveness = 'alive' | 'dead' | 'unknown'

/** Returns the identity of this process. */
export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, host: hostname(), boot: bootId(), started: startOf(process.pid) }
}

/** The start of this machine. */
export function bootId(): string | undefined {
  return readText('/proc/sys/kernel/random/boot_id')?.trim()
}

/** Judges whether the process that had this identity still runs. */
export function livenessOf(identity: ProcessIdentity, own: ProcessIdentity = ownIdentity()): Liveness {
  if (identity.host !== own.host) return 'unknown'
  if (identity.boot !== undefined && own.boot !== undefined && identity.boot !== own.boot) return 'dead'
  if (!isRunning(identity.pid)) return 'dead'
  const started = startOf(identity.pid)
  // Without the start of either, a process of this number is taken for the owner.
  if (identity.started === undefined || started === undefined) return 'alive'
  return identity.started === started ? 'alive' : 'dead'
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Another user's process runs too.
    return codeOf(error) === 'EPERM'
  }
}

/** On Linux, the start of a process in ticks since that of the machine: field 22, after the name, which may hold anything. */
function startOf(pid: number): string | undefined {
  const stat = readText(`/proc/${pid}/stat`)
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
