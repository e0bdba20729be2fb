import { join, resolve } from 'node:path'
import { packPackages, versionPackages } from './release.ts'
import { CommandError } from './run.ts'

const help = `Releases the changes of the changesets.

  pnpm release:version        turns the changesets into versions and changelogs, to be reviewed and committed
  pnpm release:pack FOLDER    packs each version that the registry does not have, for the release workflow to publish
`

const root = join(import.meta.dirname, '..', '..', '..')
const commands: Readonly<Record<string, () => Promise<string>>> = {
  version: () => versionPackages(root),
  pack: async () => {
    const packed = await packPackages(root, resolve(process.argv[3] ?? 'packed'), process.env)
    return packed.map(({ name, version }) => `${name} ${version}\n`).join('')
  },
}

try {
  process.stdout.write((await commands[process.argv[2] ?? '']?.()) ?? help)
} catch (error) {
  if (!(error instanceof CommandError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
