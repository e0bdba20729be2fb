import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '@fluxline/release'
import type { Case } from '../report.ts'
import type { Stage } from '../stage.ts'

export const COMPILERS = { '5.9': 'typescript5', '7': 'typescript7' } as const

const common = {
  strict: true,
  skipLibCheck: false,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
  target: 'es2023',
}

/** A backend has only Node's types; a page or a Worker has only the browser's. */
const projects = {
  nodenext: {
    compilerOptions: { ...common, module: 'nodenext', lib: ['es2023', 'esnext.disposable'], types: ['node'] },
    include: ['programs/node.ts', 'programs/part.ts', 'programs/worker-batching.ts'],
  },
  bundler: {
    compilerOptions: {
      ...common,
      module: 'esnext',
      moduleResolution: 'bundler',
      lib: ['es2022', 'esnext.disposable', 'dom', 'dom.iterable', 'dom.asynciterable'],
      types: [] as string[],
    },
    include: ['programs/page.ts', 'programs/worker.ts'],
  },
}

/** Checks the types like a consumer's compiler, including the libraries' declarations. */
export function typeScriptCases(stage: Stage): Case[] {
  return Object.entries(COMPILERS).flatMap(([version, compiler]) =>
    Object.entries(projects).map(([resolution, project]) => ({
      name: `TypeScript ${version}, moduleResolution ${resolution}`,
      run: () => compile(stage, stage.everything, { ...project, noEmit: true }, compiler),
    })),
  )
}

/** Compiles the program for Node to CommonJS, which loads the packages with `require`, and returns its path. */
export async function compileToCommonJs(stage: Stage): Promise<string> {
  const folder = join(stage.everything, 'commonjs')
  await cp(join(stage.everything, 'programs'), join(folder, 'programs'), { recursive: true })
  await writeFile(join(folder, 'package.json'), '{ "type": "commonjs" }\n')
  const { compilerOptions } = projects.nodenext
  const emit = { outDir: 'compiled', verbatimModuleSyntax: false }
  await compile(stage, folder, { compilerOptions: { ...compilerOptions, ...emit }, include: ['programs/node.ts'] })
  return join(folder, 'compiled', 'node.js')
}

/** Compiles the page and the program for Node to ES modules, for bundlers that do not support TypeScript. */
export async function compileToModules(stage: Stage): Promise<string> {
  for (const { compilerOptions, include } of Object.values(projects)) {
    await compile(stage, stage.everything, { compilerOptions: { ...compilerOptions, outDir: 'compiled' }, include })
  }
  return join(stage.everything, 'compiled')
}

interface Project {
  readonly compilerOptions: object
  readonly include: readonly string[]
  readonly noEmit?: boolean
}

async function compile(
  { engines }: Stage,
  cwd: string,
  { compilerOptions, include, noEmit = false }: Project,
  compiler: string = COMPILERS['7'],
): Promise<void> {
  const typeRoots = [join(engines.folder, 'node_modules/@types')]
  const config = { compilerOptions: { ...compilerOptions, rootDir: 'programs', typeRoots, noEmit }, include }
  await writeFile(join(cwd, 'tsconfig.json'), JSON.stringify(config))
  await run(process.execPath, [engines.program(`${compiler}/bin/tsc`), '-p', '.'], { cwd })
}
