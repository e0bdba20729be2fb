import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

// Compiles the reader of rows and keeps it as text, since not every bundler knows what to do with a file of WebAssembly.
//
//   pnpm --filter @fluxline/flux-csv generate

const OPTIONS = ['-O2', '--converge', '--runtime', 'stub', '--noAssert', '--enable', 'simd', '--use', 'abort=']
// What the compiler itself keeps lies below the input; the pages are as many as `memory.ts` says.
const LAYOUT = ['--memoryBase', '64', '--initialMemory', '82']

/** Where the compiled reader is kept. */
export const compiledFile: string = join(import.meta.dirname, 'src/wasm/rows-wasm.ts')

/** The file that keeps the compiled reader. @throws Error with what the compiler said */
export async function compileRows(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fluxline-rows-'))
  try {
    const compiled = join(folder, 'rows.wasm')
    const source = join(import.meta.dirname, 'assembly/rows.ts')
    const compiler = join(import.meta.dirname, 'node_modules/assemblyscript/bin/asc.js')
    await promisify(execFile)(process.execPath, [compiler, source, '--outFile', compiled, ...OPTIONS, ...LAYOUT])
    const text = await readFile(compiled, 'base64')
    return `/** \`assembly/rows.ts\`, compiled: WebAssembly as base64. */\nexport const rowsWasm: string =\n  '${text}'\n`
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

if (import.meta.main) await writeFile(compiledFile, await compileRows())
