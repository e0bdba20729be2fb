import { join, resolve } from 'node:path'
import { packPackages, versionPackages } from './release.ts'
import { CommandError } from './run.ts'
import { tryPackages } from './try.ts'

const help = `Releases the changes of the changesets, or tries them.

  pnpm release:version        turns the changesets into versions and changelogs, to be reviewed and committed
  pnpm release:pack FOLDER    packs each version that the registry does not have, for the release workflow to publish
  pnpm try FOLDER             installs the packages of this checkout into a folder, as if they were published
`

const root = join(import.meta.dirname, '..', '..', '..')
const commands: Readonly<Record<string, () => Promise<string>>> = {
  try: async () => {
    const [folder, ...rest] = process.argv.slice(3)
    if (folder === undefined || folder.startsWith('-') || rest.length > 0) return help
    const place = resolve(process.env['INIT_CWD'] ?? '.', folder)
    process.stderr.write(`Packing every package, and installing them into ${place}: about a minute.\n`)
    const installed = await tryPackages(root, place)
    return `Installed ${installed.join(', ')}.\nRun it again after a change. Programs there import them by name.\n`
  },
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
