import { join } from 'node:path'
import { publishPackages, versionPackages } from './release.ts'
import { CommandError } from './run.ts'

const help = `Releases the changes of the changesets.

  pnpm release:version    turns changesets into versions and changelogs, for review
  pnpm release:publish    publishes and tags versions that the registry does not have; for the release workflow
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
