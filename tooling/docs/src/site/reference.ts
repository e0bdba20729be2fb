import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Application, Converter, ReflectionKind } from 'typedoc'
import type { DeclarationReflection, TypeDocOptions } from 'typedoc'
import type { PluginOptions } from 'typedoc-plugin-markdown'
import { root } from './repository.ts'
import type { Entry } from './repository.ts'

/**
 * Reads the docstrings with TypeDoc: the Markdown of each public name by its path, such as `point/Point.md`, and that of
 * each entry, such as `write-batching-worker.md`. All entries are one program, so a name that an umbrella exports again
 * refers to its page instead of being another.
 * @throws Error if TypeDoc has an error or a warning, such as a link that it cannot resolve
 */
export async function readReference(
  entries: readonly Entry[],
  repository: string,
): Promise<ReadonlyMap<string, string>> {
  const out = await mkdtemp(join(tmpdir(), 'fluxline-reference-'))
  try {
    const application = await Application.bootstrapWithPlugins(optionsFor(entries, repository, out))
    const names = new Map(entries.map(({ name, source }) => [rawName(source), name]))
    application.converter.on(Converter.EVENT_CREATE_DECLARATION, (_context, reflection: DeclarationReflection) => {
      if (reflection.kind === ReflectionKind.Module) reflection.name = names.get(reflection.name) ?? reflection.name
    })
    const project = await application.convert()
    if (project === undefined) throw new Error('TypeDoc cannot read the packages; see its messages above.')
    application.validate(project)
    await application.generateOutputs(project)
    const { errorCount, warningCount } = application.logger
    if (errorCount + warningCount > 0) {
      throw new Error('TypeDoc warns about docstrings; see its messages above. A link reaches exported names only.')
    }
    return await readFolder(out)
  } finally {
    await rm(out, { recursive: true, force: true })
  }
}

function optionsFor(entries: readonly Entry[], repository: string, out: string): TypeDocOptions & PluginOptions {
  return {
    name: 'fluxline',
    plugin: ['typedoc-plugin-markdown'],
    entryPoints: entries.map(({ source }) => join(root, source)),
    tsconfig: join(import.meta.dirname, 'tsconfig.reference.json'),
    // The type checks of the packages do it.
    skipErrorChecking: true,
    excludeExternals: true,
    excludeInternal: true,
    excludePrivate: true,
    sort: ['source-order'],
    readme: 'none',
    disableGit: true,
    basePath: root,
    sourceLinkTemplate: `${repository}/blob/main/packages/{path}#L{line}`,
    validation: { notExported: false, invalidLink: true },
    out,
    // A page per public name, at PACKAGE/NAME.
    router: 'structure',
    hideBreadcrumbs: true,
    hidePageHeader: true,
    useCodeBlocks: true,
    useHTMLAnchors: true,
    indexFormat: 'table',
  }
}

/** The name that TypeDoc gives a module: its path from the root of the repository. */
function rawName(source: string): string {
  return source.replace(/(\/index)?\.ts$/, '')
}

async function readFolder(folder: string): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>()
  for (const name of await readdir(folder, { recursive: true })) {
    if (name.endsWith('.md')) files.set(name, await readFile(join(folder, name), 'utf8'))
  }
  return files
}
