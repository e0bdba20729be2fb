import type { Check } from '../check.ts'
import { exceptions } from './exceptions.ts'
import { phrases } from './phrases.ts'

const FILES = ['*.ts', '*.md', '*.py', '*.html', '*.yml', '.ci/run']
// The check's own list, what machines write, and results that were measured under older names.
const SKIPPED =
  /^tooling\/checks\/src\/english\/|\/etc\/|^pnpm-lock|\/recipes\/.*\.patch$|-wasm\.ts$|\/golden\/|\/fixtures\//

/** Every text that a person reads is plain English. */
export const englishCheck: Check = {
  name: 'english',
  rule: 'no phrase of tooling/checks/src/english/phrases.ts in sources, tests and documents',
  async run(workspace) {
    const messages: string[] = []
    const unused = new Set(exceptions)
    for (const file of await workspace.files(...FILES)) {
      if (SKIPPED.test(file)) continue
      const text = await workspace.read(file).catch(() => '')
      for (const [index, line] of text.split('\n').entries()) {
        for (const { pattern, better } of phrases) {
          const found = pattern.exec(line)
          if (!found) continue
          const exception = exceptions.find((one) => one.file === file && line.includes(one.text))
          if (exception) unused.delete(exception)
          else messages.push(`${file}:${index + 1}: "${found[0]}" → ${better}`)
        }
      }
    }
    for (const { file, text } of unused) messages.push(`${file}: the exception "${text}" is not needed; remove it.`)
    return messages
  },
}
