import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pnpm, readManifests, run } from '@fluxline/release'
import type { Manifest } from '@fluxline/release'

/** A published package. */
export interface Package {
  /** Its folder's name, such as `core`. */
  readonly name: string
  readonly folder: string
  readonly manifest: Manifest
}

/** What the checks look at: the published packages, what they pack to, and the files that git knows. */
export class Workspace implements AsyncDisposable {
  readonly root: string
  readonly packages: readonly Package[]
  readonly #folder: string
  #tarballs: Promise<ReadonlyMap<string, string>> | undefined

  private constructor(root: string, packages: readonly Package[], folder: string) {
    this.root = root
    this.packages = packages
    this.#folder = folder
  }

  static async open(root: string): Promise<Workspace> {
    const manifests = [...(await readManifests(root)).values()].map((manifest) => {
      const name = manifest.name.replace('@fluxline/', '')
      return { name, folder: join(root, 'packages', name), manifest }
    })
    const packages = manifests.sort((one, other) => (one.name < other.name ? -1 : 1))
    return new Workspace(root, packages, await mkdtemp(join(tmpdir(), 'fluxline-checks-')))
  }

  /** A new empty folder, which goes with the workspace. */
  folder(name: string): Promise<string> {
    return mkdtemp(join(this.#folder, `${name}-`))
  }

  /** The tarball of a package, as it would be published. */
  async tarball({ name }: Package): Promise<string> {
    this.#tarballs ??= this.#pack()
    return (await this.#tarballs).get(name)!
  }

  /** The files that git knows, relative to the root. */
  async files(...patterns: readonly string[]): Promise<string[]> {
    const options = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...patterns]
    return (await run('git', options, { cwd: this.root })).split('\0').filter(Boolean)
  }

  /** The text of a file that git knows. */
  read(file: string): Promise<string> {
    return readFile(join(this.root, file), 'utf8')
  }

  async #pack(): Promise<Map<string, string>> {
    const tarballs = new Map<string, string>()
    for (const { name, folder } of this.packages) {
      const place = await this.folder(name)
      await pnpm(['pack', '--pack-destination', place], { cwd: folder })
      const [file] = await readdir(place)
      tarballs.set(name, join(place, file!))
    }
    return tarballs
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true })
  }
}
