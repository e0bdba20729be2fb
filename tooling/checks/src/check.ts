import type { Workspace } from './workspace.ts'

/** One rule that the workspace keeps. */
export interface Check {
  readonly name: string
  /** The rule, as the help shows it. */
  readonly rule: string
  /** Returns a message for each thing that breaks the rule; it says what to do. */
  run(workspace: Workspace): Promise<readonly string[]>
  /** Accepts the present state, for the checks that compare with a stored one. */
  update?(workspace: Workspace): Promise<void>
}
