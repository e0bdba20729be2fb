import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { run } from '@fluxline/release'
import type { Case } from '../report.ts'
import { assertDone, environmentOf } from '../stage.ts'
import type { Stage } from '../stage.ts'
import { COMPILERS } from './typescript.ts'

const sources = join(import.meta.dirname, '..', '..', 'commonjs')
const nodes = [22, 24, 26] as const

const common = {
  strict: true,
  skipLibCheck: false,
  esModuleInterop: true,
  target: 'es2023',
  lib: ['es2023', 'esnext.disposable'],
  types: ['node'],
}

/** How programs are compiled: compiler and module settings. */
const builds: Readonly<Record<string, { compiler: keyof typeof COMPILERS; options: object; isModule?: boolean }>> = {
  'TypeScript 5.9 node10': { compiler: '5.9', options: { module: 'commonjs', moduleResolution: 'node10' } },
  'TypeScript 5.9 node16': { compiler: '5.9', options: { module: 'node16' } },
  'TypeScript 5.9 nodenext': { compiler: '5.9', options: { module: 'nodenext' } },
  'TypeScript 7 node16': { compiler: '7', options: { module: 'node16' } },
  'TypeScript 7 nodenext': { compiler: '7', options: { module: 'nodenext' } },
  'TypeScript 5.9 bundler': {
    compiler: '5.9',
    options: { module: 'esnext', moduleResolution: 'bundler' },
    isModule: true,
  },
  'TypeScript 7 bundler': { compiler: '7', options: { module: 'esnext', moduleResolution: 'bundler' }, isModule: true },
}

const jestTest = `const { smoke } = require('./smoke')
test('every entry loads, writes and reads', () => smoke(process.env), 60_000)
const { processClock } = require('@fluxline/point')
const year = () => new Date(Number(processClock() / 1_000_000n)).getUTCFullYear()
test.each([{}, { doNotFake: ['performance'] }])('the clock of points follows fake timers (%j), and leaves them', (options) => {
  const now = year()
  jest.useFakeTimers({ now: new Date('2020-06-01'), ...options })
  expect(year()).toBe(2020)
  jest.setSystemTime(new Date('2035-06-01'))
  expect(year()).toBe(2035)
  jest.useRealTimers()
  expect(year()).toBe(now)
})
`
const program = `require('./smoke').smoke(process.env).then(() => console.log('done'))\n`
const moduleProgram = `import { smoke } from './smoke.js'\nawait smoke(process.env)\nconsole.log('done')\n`

/**
 * Tests what loads the CommonJS builds: `require`, Jest in its default mode, ts-jest and NestJS.
 *
 * Each kind of build meets each loader and each Node, and each loader meets each Node.
 */
export function commonJsCases(stage: Stage): Case[] {
  const { engines } = stage
  const built = new Map<string, Promise<string>>()
  const build = (name: string): Promise<string> => {
    const folder = built.get(name) ?? compile(stage, name)
    built.set(name, folder)
    return folder
  }
  const runIn = async (folder: string, version: number, args: readonly string[]): Promise<string> => {
    const env = environmentOf(await stage.access())
    return run(engines.program(`node${version}/bin/node`), args, { cwd: folder, env })
  }
  const jest = async (name: string, folder: string, version: number, ...args: string[]): Promise<void> => {
    await runIn(folder, version, [engines.program(`${name}/bin/jest.js`), '--watchman=false', ...args])
  }
  const loaders: Readonly<Record<string, (folder: string, version: number) => Promise<void>>> = {
    require: async (folder, version) => assertDone(await runIn(folder, version, ['main.js'])),
    'Jest 29': (folder, version) => jest('jest29', folder, version),
    'Jest 30': (folder, version) => jest('jest30', folder, version),
  }
  const commonJs = Object.keys(builds).filter((name) => !builds[name]?.isModule)
  const modules = Object.keys(builds).filter((name) => builds[name]?.isModule)
  let nest: Promise<string> | undefined
  return [
    { name: 'the program for CommonJS imports every entry', run: () => expectEveryEntry(stage) },
    ...commonJs.flatMap((name, row) =>
      Object.entries(loaders).map(([loader, load], column): Case => {
        const version = nodes[(row + column) % nodes.length]!
        return { name: `${name}, ${loader}, Node ${version}`, run: async () => load(await build(name), version) }
      }),
    ),
    ...modules.flatMap((name) =>
      nodes.map((version): Case => ({
        name: `${name}, import, Node ${version}`,
        run: async () => assertDone(await runIn(await build(name), version, ['main.js'])),
      })),
    ),
    ...nodes.map((version): Case => {
      const name = version === 24 ? 'jest29' : 'jest30'
      return {
        name: `ts-jest, ${name}, Node ${version}`,
        run: async () => jest(name, await tsJestProject(stage, version), version, '--config=jest.config.json'),
      }
    }),
    ...nodes.map((version): Case => ({
      name: `NestJS, TypeScript 5.9, Node ${version}`,
      run: async () => assertDone(await runIn(await (nest ??= compileNest(stage)), version, ['nest.js'])),
    })),
  ]
}

/** Tests that a Node below the floor gets one sentence which names the floor. */
export function floorCases({ engines, everything }: Stage): Case[] {
  return ['core', 'core/fetch', 'write-batching', 'client'].flatMap((entry) =>
    [`import '@fluxline/${entry}'`, `require('@fluxline/${entry}')`].map((code, at): Case => ({
      name: `Node 20, ${code}`,
      async run() {
        const type = at === 0 ? 'module' : 'commonjs'
        const args = [`--input-type=${type}`, '--eval', code]
        const output = await run(engines.program('node20/bin/node'), args, { cwd: everything }).catch(String)
        const [line] = /^Error: .*$/m.exec(output) ?? []
        if (line !== 'Error: fluxline needs Node.js 22.19 or later, and this is 20.20.2.') throw new Error(output)
      },
    })),
  )
}

/** Expects that the program names every entry of every package, so that one process loads all. */
async function expectEveryEntry({ everything, manifests }: Stage): Promise<void> {
  const text = await readFile(join(sources, 'smoke.ts'), 'utf8')
  for (const name of manifests.keys()) {
    const manifest = await readFile(join(everything, 'node_modules', name, 'package.json'), 'utf8')
    const { exports } = JSON.parse(manifest) as { exports: Readonly<Record<string, unknown>> }
    // Only the bundlers of Workers load the one that has no CommonJS.
    const required = Object.keys(exports).filter((key) => 'require' in Object(exports[key]))
    for (const entry of required) {
      const specifier = name + entry.slice(1)
      if (!text.includes(`'${specifier}'`)) throw new Error(`commonjs/smoke.ts does not import ${specifier}.`)
    }
  }
}

/** Creates a project of a kind inside the one with every package, and compiles the program there. */
async function compile(stage: Stage, name: string): Promise<string> {
  const { compiler, options, isModule = false } = builds[name]!
  const folder = await createProject(stage, name, isModule)
  await writeFile(join(folder, 'main.js'), isModule ? moduleProgram : program)
  if (!isModule) await writeFile(join(folder, 'smoke.test.js'), jestTest)
  await runTsc(stage, folder, compiler, { ...common, ...options }, 'smoke.ts')
  return folder
}

/** Compiles the NestJS application as its own template does: CommonJS, decorators with metadata. */
async function compileNest(stage: Stage): Promise<string> {
  const folder = await createProject(stage, 'nest', false)
  await cp(join(sources, 'nest.ts'), join(folder, 'nest.ts'))
  for (const name of ['@nestjs/common', '@nestjs/core', 'reflect-metadata']) {
    await mkdir(dirname(join(folder, 'node_modules', name)), { recursive: true })
    await symlink(stage.engines.program(name), join(folder, 'node_modules', name))
  }
  const decorators = { experimentalDecorators: true, emitDecoratorMetadata: true, skipLibCheck: true }
  await runTsc(stage, folder, '5.9', { ...common, module: 'commonjs', ...decorators }, 'nest.ts')
  return folder
}

/** Creates a project whose tests ts-jest compiles. */
async function tsJestProject(stage: Stage, version: number): Promise<string> {
  const folder = await createProject(stage, `ts-jest-${version}`, false)
  const typeRoots = [join(stage.engines.folder, 'node_modules/@types')]
  const tsconfig = { ...common, module: 'commonjs', typeRoots }
  const transform = { '^.+\\.ts$': [stage.engines.program('ts-jest'), { tsconfig }] }
  await writeFile(join(folder, 'jest.config.json'), JSON.stringify({ testMatch: ['**/*.test.ts'], transform }))
  const declared = 'declare const test: (name: string, run: () => Promise<void>, timeout: number) => void\n'
  const text = `import { smoke } from './smoke'\n${declared}test('every entry', () => smoke(process.env), 60_000)\n`
  await writeFile(join(folder, 'smoke.test.ts'), text)
  return folder
}

async function createProject({ everything }: Stage, name: string, isModule: boolean): Promise<string> {
  const folder = join(everything, 'commonjs', name.replaceAll(' ', '-'))
  await mkdir(folder, { recursive: true })
  await cp(join(sources, 'smoke.ts'), join(folder, 'smoke.ts'))
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, type: isModule ? 'module' : 'commonjs' }),
  )
  return folder
}

async function runTsc(
  { engines }: Stage,
  cwd: string,
  compiler: keyof typeof COMPILERS,
  compilerOptions: object,
  file: string,
): Promise<void> {
  const typeRoots = [join(engines.folder, 'node_modules/@types')]
  const config = { compilerOptions: { ...compilerOptions, typeRoots }, files: [file] }
  await writeFile(join(cwd, 'tsconfig.json'), JSON.stringify(config))
  await run(process.execPath, [engines.program(`${COMPILERS[compiler]}/bin/tsc`), '-p', '.'], { cwd })
}
