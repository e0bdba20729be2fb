import { cp, mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { readManifests } from './manifests.ts'
import type { Manifest } from './manifests.ts'
import type { Registry } from './registry.ts'
import { packPackages, versionPackages } from './release.ts'
import { pnpm, run } from './run.ts'

const identity = {
  GIT_AUTHOR_NAME: 'rehearsal',
  GIT_AUTHOR_EMAIL: 'rehearsal@localhost',
  GIT_COMMITTER_NAME: 'rehearsal',
  GIT_COMMITTER_EMAIL: 'rehearsal@localhost',
}

export type Bump = 'major' | 'minor' | 'patch'

/** A copy of the workspace for a release rehearsal. */
export class Rehearsal {
  readonly #folder: string
  readonly #registry: Registry | undefined
  #changesets = 0

  private constructor(folder: string, registry: Registry | undefined) {
    this.#folder = folder
    this.#registry = registry
  }

  /**
   * Copies the files that git tracks or would add, and the builds, for publishing to `registry`, if there is one. It
   * installs nothing.
   */
  static async of(root: string, folder: string, registry?: Registry): Promise<Rehearsal> {
    const files = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root })
    const built = (await readdir(join(root, 'packages'))).map((name) => `packages/${name}/dist`)
    for (const file of [...files.split('\0').filter(Boolean), ...built]) {
      await mkdir(dirname(join(folder, file)), { recursive: true })
      // A tracked file may be deleted.
      await cp(join(root, file), join(folder, file), { recursive: true }).catch(() => {})
    }
    if (registry) await writeFile(join(folder, '.npmrc'), registry.npmrc)
    // Changesets looks for its changelog writer here. If all modules of the workspace were linked, an install in the copy
    // could change the workspace.
    const writer = 'node_modules/@changesets/changelog-git'
    await mkdir(dirname(join(folder, writer)), { recursive: true })
    await symlink(await realpath(join(root, writer)), join(folder, writer))
    // The changelogs contain the commit of each changeset.
    const options = { cwd: folder, env: { ...process.env, ...identity } }
    await run('git', ['init', '--quiet'], options)
    await run('git', ['add', '--all'], options)
    await run('git', ['commit', '--quiet', '--message', 'rehearsal'], options)
    return new Rehearsal(folder, registry)
  }

  /** Returns the published packages by name. */
  manifests(): Promise<Map<string, Manifest>> {
    return readManifests(this.#folder)
  }

  /** Adds a changeset. */
  async change(bumps: Readonly<Record<string, Bump>>): Promise<void> {
    const lines = Object.entries(bumps).map(([name, bump]) => `'${name}': ${bump}`)
    const file = join(this.#folder, '.changeset', `rehearsal-${++this.#changesets}.md`)
    await writeFile(file, `---\n${lines.join('\n')}\n---\n\nA rehearsed change.\n`)
  }

  /** Makes versions and changelogs of the changesets and returns the packages with new versions. */
  async version(): Promise<Record<string, Bump>> {
    const before = await this.manifests()
    await versionPackages(this.#folder)
    const moved: Record<string, Bump> = {}
    for (const [name, { version }] of await this.manifests()) {
      const bump = bumpBetween(before.get(name)!.version, version)
      if (bump) moved[name] = bump
    }
    return moved
  }

  /** Does everything except the upload. @throws Error if a package is missing */
  async dryRun(): Promise<void> {
    const output = await pnpm(['publish', '-r', '--dry-run', '--no-git-checks'], { cwd: this.#folder })
    for (const { name, version } of (await this.manifests()).values()) {
      if (!output.includes(`${name}@${version}`))
        throw new Error(`The dry run does not contain ${name} ${version}:\n${output}`)
    }
  }

  /** Packs and publishes each package whose version the registry does not have yet, as the release workflow does. */
  async publish(): Promise<void> {
    if (!this.#registry) throw new Error('This rehearsal has no registry to publish to.')
    const folder = await mkdtemp(join(tmpdir(), 'fluxline-packed-'))
    try {
      const env = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'fluxline/rehearsal' }
      for (const { file } of await packPackages(this.#folder, folder, env))
        await this.#registry.publish(join(folder, file))
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
}

function bumpBetween(before: string, after: string): Bump | undefined {
  const [old, now] = [before, after].map((version) => version.split('.'))
  const at = now!.findIndex((part, index) => part !== old![index])
  return (['major', 'minor', 'patch'] as const)[at]
}
