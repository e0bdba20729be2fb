import { posix } from 'node:path'
import type { SiteLinks } from './links.ts'
import { mapLinks, parseDocument, plain } from './markdown.ts'
import { addressOf } from './page.ts'
import type { Page } from './page.ts'
import { readText } from './repository.ts'
import type { Entry, Package } from './repository.ts'

const TITLE = /^# (?:(Class|Interface|Type Alias|Variable|Function|Enumeration|Namespace): )?(.+)$/m
const EXPORTED_AGAIN =
  /^<a id="[^"]*"><\/a>\n+### (.+)\n+(?:Re-exports|Renames and re-exports) (\[[^\]]*\]\([^)]*\))(?:\n+\*\*\*)?\n*/gm

/** The pages of a package: its README with a list of what it exports, and a page per exported name. */
export async function packagePages(
  { folder, name, description, version, entries }: Package,
  reference: ReadonlyMap<string, string>,
  links: SiteLinks,
): Promise<readonly Page[]> {
  const source = `packages/${folder}/README.md`
  const readme = mapLinks(parseDocument(await readText(source)).body, (link) => links.resolve(link, source))
  // One that is imported for its effect exports nothing; the README has it.
  const [main, ...others] = entries.filter((entry) => reference.has(`${entry.name}.md`))
  const subpaths = others.map((entry) => `- [\`${entry.specifier}\`](${addressOf(`reference/${entry.name}`)})`)
  const parts = [
    `Version ${versionText(version)}. [Source](${links.sourceOf(`packages/${folder}`)}) · [npm](https://www.npmjs.com/package/${name})`,
    readme,
    ...(subpaths.length === 0 ? [] : ['## Other entries', subpaths.join('\n')]),
    indexOf(main!.name, reference),
  ]
  const pages: Page[] = [
    { path: `reference/${folder}`, title: name, description, markdown: parts.join('\n\n'), source },
    ...others.map((entry) => entryPage(entry, reference)),
  ]
  for (const file of reference.keys()) {
    const entry = entries.find(({ name }) => name === posix.dirname(file))
    if (entry !== undefined) pages.push(memberPage(file, entry, reference))
  }
  return pages
}

/** How a version is shown. */
export function versionText(version: string): string {
  return version === '0.0.0' ? '0.0.0, not published yet' : version
}

function entryPage({ name, specifier }: Entry, reference: ReadonlyMap<string, string>): Page {
  const markdown = indexOf(name, reference)
  const description = `What ${specifier} exports.`
  return { path: `reference/${name}`, title: specifier, description, markdown }
}

function memberPage(file: string, { specifier }: Entry, reference: ReadonlyMap<string, string>): Page {
  const text = reference.get(file)!
  const [, kind = 'Name', signature = ''] = TITLE.exec(text) ?? []
  const name = plain(signature).replace(/[(<].*$/, '')
  const body = text.replace(TITLE, '')
  const isType = kind === 'Interface' || kind === 'Type Alias'
  const use = `\`\`\`ts\nimport ${isType ? 'type ' : ''}{ ${name} } from '${specifier}'\n\`\`\``
  const { description } = parseDocument(body.replaceAll(/^Defined in: .*$/gm, ''))
  return {
    path: pathOf(file, text),
    title: name,
    description: description || `${kind} of ${specifier}`,
    markdown: `${use}\n\n${siteLinks(body, file, reference)}`,
  }
}

/** What an entry exports: its own names in tables, and those of other packages as a list. */
function indexOf(entry: string, reference: ReadonlyMap<string, string>): string {
  const file = `${entry}.md`
  const [own, again = ''] = reference
    .get(file)!
    .replace(TITLE, '')
    .split(/^## References$/m)
  const listed = [...again.matchAll(EXPORTED_AGAIN)].map(([, , link]) => link!.replace(/^\[(.*)\]/, '[`$1`]'))
  const list = listed.length === 0 ? '' : `\n\n## Exported again\n\nOther packages have them too: ${listed.join(', ')}.`
  return siteLinks(own!.trim() + list, file, reference)
}

/** Links between files of the reference, as addresses of the site. */
function siteLinks(markdown: string, file: string, reference: ReadonlyMap<string, string>): string {
  return mapLinks(markdown, (link) => {
    const [path, ...hash] = link.split(/(?=#)/)
    if (!path!.endsWith('.md') || /^[a-z]+:/.test(path!)) return link
    const target = posix.normalize(posix.join(posix.dirname(file), path!))
    return addressOf(pathOf(target, reference.get(target) ?? '')) + hash.join('')
  })
}

/** Path of a name's page. Of two names that differ in their case alone, such as `Retry` and `retry`, one says its kind. */
function pathOf(file: string, text: string): string {
  const [, kind = ''] = TITLE.exec(text) ?? []
  return `reference/${file.slice(0, -'.md'.length).replace(/-\d+$/, `-${kind.toLowerCase().replace(' ', '-')}`)}`
}
