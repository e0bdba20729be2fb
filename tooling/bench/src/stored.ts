import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { batchSizeTable } from './delivery/batch-sizes.ts'
import type { BatchSize } from './delivery/batch-sizes.ts'
import { growthChart, growthTable } from './growth/chart.ts'
import type { Growth } from './growth/protocol.ts'
import { markdown } from './report.ts'
import type { SideBySide } from './report.ts'

/** What a run has measured whose turns are whole processes. */
export interface Tables {
  readonly about: Readonly<Record<string, string>>
  /** The tables, as Markdown. */
  readonly text: string
}

/** What a run stores, by the name of its file. */
export interface Stored {
  readonly latest: SideBySide
  readonly delivery: Tables
  readonly spool: Tables
  readonly workerd: Tables
  readonly growth: readonly Growth[]
  readonly 'batch-sizes': readonly BatchSize[]
}

/** What the guides show of it, by file extension. */
const documents: {
  readonly [Name in keyof Stored]: Readonly<Record<string, (stored: Stored[Name]) => string>>
} = {
  latest: { md: markdown },
  delivery: { md: tablesText },
  spool: { md: tablesText },
  workerd: { md: tablesText },
  growth: { md: growthTable, svg: growthChart },
  'batch-sizes': { md: batchSizeTable },
}

export const storedNames = Object.keys(documents) as (keyof Stored)[]

/** Stores the results of a run, and what the guides show of them. */
export async function store<Name extends keyof Stored>(name: Name, results: Stored[Name]): Promise<void> {
  await writeFile(pathOf(name, 'json'), `${JSON.stringify(results, undefined, 2)}\n`)
  for (const [extension, text] of documentsOf(name, results)) await writeFile(pathOf(name, extension), text)
}

/** Returns the stored results, and the documents that belong to them, by path. */
export async function readStored(name: keyof Stored): Promise<ReadonlyMap<string, string>> {
  const results = JSON.parse(await readFile(pathOf(name, 'json'), 'utf8')) as Stored[typeof name]
  return new Map([...documentsOf(name, results)].map(([extension, text]) => [pathOf(name, extension), text]))
}

function documentsOf<Name extends keyof Stored>(name: Name, results: Stored[Name]): Map<string, string> {
  return new Map(Object.entries(documents[name]).map(([extension, make]) => [extension, make(results)]))
}

function tablesText({ about, text }: Tables): string {
  return `${text.trim()}\n\nMeasured on ${about['date']}, with Node ${about['node']}.\n`
}

function pathOf(name: keyof Stored, extension: string): string {
  return join(import.meta.dirname, '..', 'results', `${name}.${extension}`)
}
