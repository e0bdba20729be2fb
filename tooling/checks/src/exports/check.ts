import { entryPoints } from '../api/entry-points.ts'
import { reportOf } from '../api/report.ts'
import type { Check } from '../check.ts'
import { namesIn, unsettledNames } from './names.ts'

const UMBRELLA = 'packages/client/src/index.ts'

// The base of the error classes, whose interface InfluxDBError users name; the base of the expressions, whose classes they name.
const allowed = new Set(['FluxlineError', 'QueryExpression', 'QueryLanguage'])

/** Users can name every type that a signature shows, and no name of the umbrella has two meanings. */
export const exportsCheck: Check = {
  name: 'exports',
  rule: 'every type in a public signature is exported, and no name of the umbrella has two meanings',
  async run(workspace) {
    const messages: string[] = []
    const declaredBy = new Map<string, ReadonlySet<string>>()
    for (const entry of workspace.packages.flatMap(entryPoints)) {
      const { declared, unexported } = namesIn(await reportOf(entry))
      declaredBy.set(entry.specifier, declared)
      for (const name of unexported) {
        if (!allowed.has(name))
          messages.push(`${entry.specifier}: a signature uses ${name}, which is not exported. Export it, or inline it.`)
      }
    }
    for (const [name, packages] of unsettledNames(await workspace.read(UMBRELLA), declaredBy)) {
      messages.push(
        `${name} is declared by ${packages.join(' and ')}, so \`export *\` drops it. Name one in ${UMBRELLA}.`,
      )
    }
    return messages
  },
}
