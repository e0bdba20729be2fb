import { readdir } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { sections } from '../sections.ts'
import type { Guide } from '../sections.ts'
import { errorEntries } from './error-entries.ts'
import { guidePath } from './links.ts'
import type { SiteLinks } from './links.ts'
import { mapLinks, parseDocument } from './markdown.ts'
import type { Page } from './page.ts'
import { readText, root } from './repository.ts'

const FOLDER = 'tooling/docs/guides'
const INCLUDE = /^\{@include ([^}]+)\}$/gm

/**
 * The pages of the guides.
 * @throws Error if a guide is not in the list of sections, or the list names one that does not exist
 */
export async function guidePages(links: SiteLinks): Promise<readonly Page[]> {
  const files = (await readdir(join(root, FOLDER))).filter((name) => name.endsWith('.md'))
  const guides = sections.flatMap((section) => section.guides)
  const missing = files.filter((file) => !guides.some(({ name }) => `${name}.md` === file))
  if (missing.length > 0) throw new Error(`Add these guides to tooling/docs/src/sections.ts: ${missing.join(', ')}`)
  return Promise.all(guides.map((guide) => guidePage(guide, links)))
}

async function guidePage({ name, about, words }: Guide, links: SiteLinks): Promise<Page> {
  const source = `${FOLDER}/${name}.md`
  const { title, body } = parseDocument(await readText(source))
  const whole = await withIncludes(body, source)
  const markdown = mapLinks(errorEntries(whole), (link) => links.resolve(link, source))
  return { path: guidePath(name), title, description: about, markdown, words, source }
}

/** Puts in the files that `{@include path}` names, without their titles. */
async function withIncludes(markdown: string, source: string): Promise<string> {
  let whole = markdown
  for (const [line, path] of markdown.matchAll(INCLUDE)) {
    const included = posix.normalize(posix.join(posix.dirname(source), path!))
    const { body } = parseDocument(await readText(included))
    whole = whole.replace(line, () => body)
  }
  return whole
}
