import { cp, mkdir, symlink } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CommandError, run } from '@fluxline/release'
import type { Workspace } from '../workspace.ts'

/** A copy of the workspace, in which a patch can be tried. */
export class WorkspaceCopy {
  readonly folder: string

  private constructor(folder: string) {
    this.folder = folder
  }

  /** Copies what git knows, and links what is installed. */
  static async of(workspace: Workspace): Promise<WorkspaceCopy> {
    const folder = await workspace.folder('copy')
    const files = await workspace.files()
    for (const file of files) {
      await mkdir(dirname(join(folder, file)), { recursive: true })
      // A file that git knows may be deleted.
      await cp(join(workspace.root, file), join(folder, file)).catch(() => {})
    }
    await symlink(join(workspace.root, 'node_modules'), join(folder, 'node_modules'))
    const manifests = files.filter((file) => /^(packages|tooling)\/[^/]+\/package\.json$/.test(file))
    for (const installed of manifests.map((file) => join(dirname(file), 'node_modules'))) {
      if (!existsSync(join(workspace.root, installed))) continue
      // Links between workspaces are relative, so that in the copy they lead to the copy.
      await cp(join(workspace.root, installed), join(folder, installed), { recursive: true, verbatimSymlinks: true })
    }
    return new WorkspaceCopy(folder)
  }

  /** Applies a patch, or a file's part of it. @throws CommandError if it does not apply */
  async apply(patch: string, file?: string): Promise<void> {
    const part = file === undefined ? [] : [`--include=${file}`]
    await run('git', ['apply', '--whitespace=nowarn', ...part, patch], { cwd: this.folder, env: this.#environment })
  }

  /** Takes a patch back. */
  async revert(patch: string, file?: string): Promise<void> {
    const part = file === undefined ? [] : [`--include=${file}`]
    await run('git', ['apply', '--whitespace=nowarn', '--reverse', ...part, patch], {
      cwd: this.folder,
      env: this.#environment,
    })
  }

  /** Compiles a workspace and returns what the compiler printed; empty if nothing is wrong. */
  async compile(name: string): Promise<string> {
    return this.#output(join(this.folder, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.json'], join(this.folder, name))
  }

  /** Runs test files and returns what they printed; empty if all pass. */
  async test(files: readonly string[]): Promise<string> {
    const vitest = join(this.folder, 'node_modules/.bin/vitest')
    return this.#output(vitest, ['run', '--root', this.folder, '--project', 'unit', ...files], this.folder)
  }

  /** Runs a program of the copy. */
  async node(program: string, name: string): Promise<void> {
    await run(process.execPath, [program], { cwd: join(this.folder, name) })
  }

  // The copy may lie below a folder that is a repository.
  get #environment(): NodeJS.ProcessEnv {
    return { ...process.env, GIT_CEILING_DIRECTORIES: dirname(this.folder) }
  }

  async #output(command: string, args: readonly string[], cwd: string): Promise<string> {
    try {
      await run(command, args, { cwd })
      return ''
    } catch (error) {
      if (error instanceof CommandError) return error.message
      throw error
    }
  }
}
