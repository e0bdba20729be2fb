#!/usr/bin/env node
import { runCommand } from './inspect/command.ts'

// A reader such as `head` may have enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

process.exitCode = await runCommand(process.argv.slice(2), {
  print: (text) => new Promise((resolve) => process.stdout.write(text, () => resolve())),
  fail: (text) => void process.stderr.write(text),
})
