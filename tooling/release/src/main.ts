import { join } from 'node:path'
import { publishPackages, versionPackages } from './release.ts'
import { CommandError } from './run.ts'

const help = `Releases what the changesets say.

  pnpm release:version    changesets become versions and changelogs, to be reviewed and committed
  pnpm release:publish    what the registry does not have is published and tagged; for the release workflow
`

const root = join(import.meta.dirname, '..', '..', '..')
const commands: Readonly<Record<string, () => Promise<string>>> = {
  version: () => versionPackages(root),
  publish: () => publishPackages(root, process.env),
}

try {
  process.stdout.write((await commands[process.argv[2] ?? '']?.()) ?? help)
} catch (error) {
  if (!(error instanceof CommandError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
