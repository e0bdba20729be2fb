import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const file = join(import.meta.dirname, 'program-in-an-editor.ts')
/** `|` is where the cursor is. */
const completed = [
  'writer.write({ | })',
  'writer.write([{ | }])',
  "writeNow(client, { | }, { bucket: 'b' })",
  'Point.from({ | })',
]
const mistakes: [call: string, message: string][] = [
  ["writer.write({ measurement: 'm', field: { v: 1 } })", "'field'"],
  ["writer.write({ measurement: 'm', fields: { v: 1 }, timestamp: 5 })", 'unknown key: timestamp'],
  ["writer.write([{ measurement: 'm', fields: { v: 1 }, timestamp: 5 }])", 'unknown key: timestamp'],
  ["writer.write({ measurement: 'm', fields: new Map([['v', 1]]) })", 'pass an object with the values by name'],
  [
    "writeNow(client, { measurement: 'm', fields: { v: new Date() } }, { bucket: 'b' })",
    "Type 'Date' is not assignable",
  ],
  ['writer.write(5)', "Argument of type 'number'"],
]
const text = `
import { createClient } from '@fluxline/core'
import { Point } from '@fluxline/point'
import { createBatchWriter, writeNow } from '@fluxline/write-batching'
const client = createClient({ url: 'http://localhost:8086' })
const writer = createBatchWriter(client, { bucket: 'b' })
${[...completed.map((call) => call.replace('|', '')), ...mistakes.map(([call]) => call)].join('\n')}
`
const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.Preserve,
  customConditions: ['@fluxline/source'],
  allowImportingTsExtensions: true,
  noEmit: true,
  strict: true,
  skipLibCheck: true,
  types: [],
}
const service = ts.createLanguageService({
  ...ts.sys,
  useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
  fileExists: (path) => path === file || ts.sys.fileExists(path),
  readFile,
  getScriptFileNames: () => [file],
  getScriptVersion: () => '1',
  getScriptSnapshot(path) {
    const source = readFile(path)
    return source === undefined ? undefined : ts.ScriptSnapshot.fromString(source)
  },
  getCompilationSettings: () => options,
  getDefaultLibFileName: ts.getDefaultLibFilePath,
})

function readFile(path: string): string | undefined {
  return path === file ? text : ts.sys.readFile(path)
}

// The first look compiles the packages.
describe('inside an object to write', { timeout: 120_000 }, () => {
  it.each(completed)('an editor offers the keys of a point: %s', (call) => {
    const at = text.indexOf(call.replace('|', '')) + call.indexOf('|')
    const offered = service.getCompletionsAtPosition(file, at, {})!.entries.map(({ name }) => name)
    expect(offered).toEqual(['fields', 'measurement', 'tags', 'time'])
  })

  it.each(mistakes)('the error of a mistake names it and fits on a screen: %s', (call, message) => {
    const start = text.indexOf(call)
    const complaints = service
      .getSemanticDiagnostics(file)
      .filter((diagnostic) => diagnostic.start! >= start && diagnostic.start! < start + call.length)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
      .join('\n')
    expect(complaints).toContain(message)
    expect(complaints.split('\n').length).toBeLessThan(16)
    expect(complaints.length).toBeLessThan(2500)
  })
})
