import { pythonClient } from './client.ts'
import type { PythonEntry } from './entry.ts'
import { pythonManaging } from './managing.ts'
import { pythonQueries } from './queries.ts'
import { pythonWriting } from './writing.ts'

export { withoutCounterpart } from './entry.ts'
export type { PythonEntry } from './entry.ts'

/** Every entry of the reference that has a counterpart. */
export const pythonEntries: readonly PythonEntry[] = [
  ...pythonClient,
  ...pythonQueries,
  ...pythonWriting,
  ...pythonManaging,
]
