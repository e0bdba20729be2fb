import { sections } from '../sections.ts'
import { guidePath } from './links.ts'
import type { Page } from './page.ts'
import type { Package } from './repository.ts'

/**
 * The documentation for language models and editors, by path on the site: `llms.txt` (an index), `llms-full.txt` (everything of the index in one file), and a
 * Markdown file for each guide and package.
 * @see llmstxt.org, "The /llms.txt file"
 */
export function plainDocuments(
  sentence: string,
  pages: readonly Page[],
  packages: readonly Package[],
): ReadonlyMap<string, string> {
  const byPath = new Map(pages.map((page) => [page.path, page]))
  const chapters = [
    ...sections.map(({ label, guides }) => ({ label, paths: guides.map(({ name }) => guidePath(name)) })),
    { label: 'Packages', paths: packages.map(({ folder }) => `reference/${folder}`) },
  ].map(({ label, paths }) => ({ label, pages: paths.map((path) => byPath.get(path)!) }))
  const head = `# fluxline\n\n> ${sentence}\n`
  const index = chapters.map(({ label, pages }) => `\n## ${label}\n\n${pages.map(lineOf).join('\n')}\n`)
  const texts = chapters.flatMap(({ pages }) => pages).map((page) => [`${page.path}.md`, textOf(page)] as const)
  return new Map([
    ...texts,
    ['llms.txt', `${head}\nAll of it in one file: [llms-full.txt](/llms-full.txt)\n${index.join('')}`],
    ['llms-full.txt', `${head}\n${texts.map(([, text]) => text).join('\n')}`],
  ])
}

function lineOf({ title, path, description }: Page): string {
  return `- [${title}](/${path}.md): ${description}`
}

function textOf({ title, markdown }: Page): string {
  return `# ${title}\n\n${markdown.replaceAll(/<h3 id="\w+"><code>(\w+)<\/code><\/h3>/g, '### $1').trim()}\n`
}
