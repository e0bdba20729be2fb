/** The part of Node's, Bun's and Deno's `process` and file system used here; other runtimes have none. */
interface Host {
  getBuiltinModule(id: 'fs'): { writeSync(descriptor: number, text: string): unknown } | undefined
}

const STDERR = 2

/** Writes a line to standard error before it returns, on runtimes that can: a program that ends prints nothing later. */
export function writeToStderr(line: string): void {
  const { process } = globalThis as { process?: Partial<Host> }
  try {
    process?.getBuiltinModule?.('fs')?.writeSync(STDERR, `${line}\n`)
  } catch {
    // It is closed, or a pipe that is full.
  }
}
