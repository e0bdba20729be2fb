#!/usr/bin/env node
import { runCommand } from './inspect/command.ts'

// A reader such as `head` may have enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

const output = {
  print: (text: string): Promise<void> =>
    new Promise((resolve) => {
      process.stdout.write(text, () => resolve())
    }),
  fail: (text: string): void => void process.stderr.write(text),
}
void runCommand(process.argv.slice(2), output).then((code) => (process.exitCode = code))
