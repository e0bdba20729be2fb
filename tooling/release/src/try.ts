import { createHash } from 'node:crypto'
import { access, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { inPublishOrder } from './manifests.ts'
import { Rehearsal } from './rehearsal.ts'
import { packInto } from './release.ts'
import { run } from './run.ts'

/**
 * Packs every package as a release would, and installs all of them with npm into a folder: a new one, or a project.
 *
 * The tarballs lie in its `.fluxline`, where its manifest finds them.
 *
 * @returns the packages and their versions
 */
export async function tryPackages(root: string, folder: string): Promise<readonly string[]> {
  const copy = await mkdtemp(join(tmpdir(), 'fluxline-try-'))
  try {
    const rehearsal = await Rehearsal.of(root, copy)
    await rehearsal.version()
    const manifests = inPublishOrder([...(await rehearsal.manifests()).values()])
    await rm(join(folder, '.fluxline'), { recursive: true, force: true })
    await mkdir(join(folder, '.fluxline'), { recursive: true })
    await createManifest(folder)
    const tarballs: string[] = []
    for (const { name, version } of manifests) {
      const packed = join(folder, '.fluxline', await packInto(copy, name, join(folder, '.fluxline'), 'packed.tgz'))
      // npm installs a file again if its name is another.
      const hash = createHash('sha256')
        .update(await readFile(packed))
        .digest('hex')
        .slice(0, 8)
      const file = `${basename(name)}-${version}-${hash}.tgz`
      await rename(packed, join(folder, '.fluxline', file))
      tarballs.push(`./.fluxline/${file}`)
    }
    await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...tarballs], { cwd: folder })
    return manifests.map(({ name, version }) => `${name} ${version}`)
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

/** Creates a manifest of ES modules in a folder that has none. */
async function createManifest(folder: string): Promise<void> {
  const path = join(folder, 'package.json')
  const exists = await access(path).then(
    () => true,
    () => false,
  )
  if (!exists) await writeFile(path, `${JSON.stringify({ private: true, type: 'module' }, undefined, 2)}\n`)
}
