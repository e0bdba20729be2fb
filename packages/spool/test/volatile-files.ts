import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Files, OpenFile } from '../src/files/files.ts'
import { nodeFiles } from '../src/files/node-files.ts'
import { sameFile } from './same-file.ts'

/** What was synced, a line of JSON each. */
type Entry =
  | { readonly created: string }
  | { readonly path: string; readonly size: number }
  | { readonly folder: string; readonly names: readonly string[] }

/**
 * Files that remember, in a journal beside them, what was synced to the drive. {@link losePower} then takes away what a loss
 * of power may take: everything else.
 */
export function volatileFiles(journal: string): Files {
  const note = (entry: Entry): void => appendFileSync(journal, `${JSON.stringify(entry)}\n`)
  const watched = (file: OpenFile): OpenFile =>
    sameFile(file, {
      async sync() {
        const { size } = file
        await file.sync()
        note({ path: file.path, size })
      },
    })
  return {
    ...nodeFiles,
    create(path) {
      const file = nodeFiles.create(path)
      note({ created: path })
      return watched(file)
    },
    open: (path, mode) => watched(nodeFiles.open(path, mode)),
    async syncFolder(folder) {
      const names = readdirSync(folder)
      await nodeFiles.syncFolder(folder)
      note({ folder, names })
    },
  }
}

/** Takes away from a folder what was not synced; of each unsynced file a random part stays. */
export function losePower(folder: string, journal: string, random: () => number): void {
  const sizes = new Map<string, number>()
  const names = new Set<string>()
  const text = existsSync(journal) ? readFileSync(journal, 'utf8') : ''
  for (const line of text.split('\n')) {
    const entry = parse(line)
    if (entry === undefined) continue
    if ('created' in entry) {
      sizes.delete(entry.created)
      names.delete(entry.created)
    } else if ('path' in entry) sizes.set(entry.path, Math.max(entry.size, sizes.get(entry.path) ?? 0))
    else for (const name of entry.names) names.add(join(entry.folder, name))
  }
  // The slot itself has a name.
  if (!names.has(folder) && random() < 0.8) rmSync(folder, { recursive: true })
  for (const name of nodeFiles.list(folder)) {
    const path = join(folder, name)
    if (!statSync(path).isFile() || basename(path) === 'lock') continue
    const isNamed = names.has(path) && dirname(path) === folder
    if (!isNamed && random() < 0.8) rmSync(path)
    else truncateUnsynced(path, isNamed ? (sizes.get(path) ?? 0) : 0, random)
  }
  // What outlived the loss is on the drive.
  const left = nodeFiles.list(folder)
  const entries: Entry[] = [
    { folder, names: left },
    { folder: dirname(folder), names: nodeFiles.list(dirname(folder)) },
  ]
  for (const name of left) entries.push({ path: join(folder, name), size: statSync(join(folder, name)).size })
  writeFileSync(journal, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
}

/** Takes away a part of what was not synced: from a place on, the file ends, or has zeros. */
function truncateUnsynced(path: string, synced: number, random: () => number): void {
  const { size } = statSync(path)
  if (size <= synced) return
  const left = synced + Math.floor(random() * (size - synced))
  truncateSync(path, left)
  if (random() < 0.3) truncateSync(path, size)
}

function parse(line: string): Entry | undefined {
  try {
    return JSON.parse(line) as Entry
  } catch {
    // The last line, if the process was killed while it wrote.
    return undefined
  }
}
