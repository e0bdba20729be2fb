import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor'
import type { IConfigFile } from '@microsoft/api-extractor'
import type { EntryPoint } from './entry-points.ts'

const quiet = { default: { logLevel: ExtractorLogLevel.None } }

const reports = new Map<string, Promise<string>>()

/** Returns the public surface of an entry's types: every name, without its documentation. */
export function reportOf(entry: EntryPoint): Promise<string> {
  const known = reports.get(entry.types) ?? extractReport(entry)
  reports.set(entry.types, known)
  return known
}

async function extractReport({ name, folder, types }: EntryPoint): Promise<string> {
  const place = await mkdtemp(join(tmpdir(), 'fluxline-api-'))
  try {
    const configObject: IConfigFile = {
      projectFolder: folder,
      mainEntryPointFilePath: types,
      compiler: { overrideTsconfig: tsconfigFor(types) },
      apiReport: {
        enabled: true,
        includeForgottenExports: true,
        reportFileName: `${name}.api.md`,
        reportFolder: place,
        reportTempFolder: place,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      newlineKind: 'lf',
      messages: { compilerMessageReporting: quiet, extractorMessageReporting: quiet, tsdocMessageReporting: quiet },
    }
    const packageJsonFullPath = join(folder, 'package.json')
    const config = ExtractorConfig.prepare({ configObject, packageJsonFullPath, configObjectFullPath: undefined })
    Extractor.invoke(config, {
      localBuild: true,
      messageCallback(message) {
        message.handled = message.logLevel !== ExtractorLogLevel.Error
      },
    })
    return await readFile(join(place, `${name}.api.md`), 'utf8')
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}

/** The file that keeps a report. */
export function reportFile({ name, folder }: EntryPoint): string {
  return join(folder, 'etc', `${name}.api.md`)
}

/** Keeps a report beside its package. */
export async function keep(entry: EntryPoint, report: string): Promise<void> {
  await mkdir(join(entry.folder, 'etc'), { recursive: true })
  await writeFile(reportFile(entry), report)
}

/** The lines of a report in which a type is `any`. */
export function linesWithAny(report: string): string[] {
  return report.split('\n').filter((line) => /\bany\b/.test(line.replace(/\/\/.*|'[^']*'|"[^"]*"|`[^`]*`/g, '')))
}

function tsconfigFor(types: string): object {
  return {
    compilerOptions: {
      strict: true,
      target: 'es2023',
      module: 'esnext',
      moduleResolution: 'bundler',
      lib: ['es2024', 'esnext.disposable', 'dom', 'dom.iterable', 'dom.asynciterable'],
      types: [],
      skipLibCheck: true,
    },
    files: [types],
  }
}
