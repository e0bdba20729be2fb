import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CommandError } from '@fluxline/release'
import type { Check } from '../check.ts'
import { WorkspaceCopy } from './copy.ts'
import { trials } from './trials.ts'
import type { Trial } from './trials.ts'

/** How much of a program's output a message has, in characters. */
const MAX_SHOWN = 2000

/** The recipes of CONTRIBUTING are true: their trial changes touch few files, compile and work. */
export const recipesCheck: Check = {
  name: 'recipes',
  rule: "CONTRIBUTING's recipes hold: each trial change applies, touches few files, compiles and passes its test",
  async run(workspace) {
    const copy = await WorkspaceCopy.of(workspace)
    const messages: string[] = []
    for (const trial of trials) {
      for (const message of await messagesFor(copy, trial)) messages.push(`${trial.what}: ${message}`)
    }
    return messages
  },
}

async function messagesFor(copy: WorkspaceCopy, trial: Trial): Promise<string[]> {
  const { maxFiles, compiled, first, generate } = trial
  const patch = join(import.meta.dirname, trial.patch)
  const files = filesIn(await readFile(patch, 'utf8'))
  const sources = files.filter((file) => !isTest(file))
  const messages: string[] = []
  if (sources.length > maxFiles)
    messages.push(`it touches ${sources.length} files, at most ${maxFiles} are allowed: ${sources.join(', ')}.`)
  try {
    if (first !== undefined) messages.push(...(await compilerMessages(copy, patch, first, compiled)))
    await copy.apply(patch)
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    return [
      ...messages,
      `${trial.patch} does not apply; make the change again by the recipe and store its diff.\n${error.message}`,
    ]
  }
  if (generate) await copy.node(generate.program, generate.workspace)
  for (const name of compiled) {
    const output = await copy.compile(name)
    if (output !== '') messages.push(`${name} does not compile.\n${output.slice(0, MAX_SHOWN)}`)
  }
  const tests = files.filter(isTest)
  const failures = tests.length === 0 ? 'The patch has none.' : await copy.test(tests)
  if (failures !== '') messages.push(`its test fails.\n${failures.slice(0, MAX_SHOWN)}`)
  await copy.revert(patch)
  if (generate) await copy.node(generate.program, generate.workspace)
  return messages
}

/** With the first file's part alone, the compiler must name the others that need an entry. */
async function compilerMessages(
  copy: WorkspaceCopy,
  patch: string,
  first: NonNullable<Trial['first']>,
  compiled: readonly string[],
): Promise<string[]> {
  await copy.apply(patch, first.file)
  const outputs = await Promise.all(compiled.map((name) => copy.compile(name)))
  await copy.revert(patch, first.file)
  return first.named
    .filter((file) => !outputs.some((output) => output.includes(file)))
    .map((file) => `the compiler does not name ${file} if only ${first.file} is changed.`)
}

function filesIn(patch: string): string[] {
  return [...patch.matchAll(/^diff --git a\/\S+ b\/(\S+)$/gm)].map(([, file]) => file!)
}

function isTest(file: string): boolean {
  return file.endsWith('.test.ts')
}
