import type { Access } from '@fluxline/test-support'
import type { BatchOptions } from '../../src/index.ts'

/** What a process of the soak works with. */
export interface SoakOptions {
  readonly name: string
  readonly seed: number
  readonly access: Pick<Access, 'url' | 'token' | 'org'>
  readonly buckets: readonly string[]
  readonly isWorker: boolean
  readonly options: BatchOptions
}

/** What a line became, by the callbacks. */
export const Fate = { none: 0, written: 1, unknown: 2, lost: 3 } as const

/** What a process says of its lines when its writer is closed. */
export interface SoakAccount {
  readonly given: number
  readonly report: { readonly written: number; readonly failed: number; readonly unsent: number }
  /** The {@link Fate} of each line by its number. */
  readonly fates: Uint8Array
  /** Why each line that is neither written nor unknown was lost. */
  readonly reasons: ReadonlyMap<number, string>
  /** Numbers of lines that callbacks named twice. */
  readonly named: readonly number[]
  readonly retries: number
  readonly clockSteps: number
}
