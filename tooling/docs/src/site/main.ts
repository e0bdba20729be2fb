import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { build } from 'astro'
import { astroConfig, folders } from './astro-config.ts'
import { siteFacts } from './facts.ts'
import { guidePages } from './guides.ts'
import { SiteLinks } from './links.ts'
import { plainDocuments } from './llms.ts'
import { packagePages } from './package-pages.ts'
import { contentOf } from './page.ts'
import type { Page } from './page.ts'
import { readReference } from './reference.ts'
import { readPackages, repositoryUrl, root } from './repository.ts'

const repository = await repositoryUrl()
const links = new SiteLinks(repository)
const packages = await readPackages()
const guides = await guidePages(links)
const reference = await readReference(
  packages.flatMap(({ entries }) => entries),
  repository,
)
const pages = [...guides]
for (const published of packages) pages.push(...(await packagePages(published, reference, links)))

await rm(folders.generated, { recursive: true, force: true })
await Promise.all(pages.map(writePage))
const facts = await siteFacts(packages, guides, links)
await writeFile(join(folders.generated, 'facts.json'), JSON.stringify(facts, null, 2))
const texts = plainDocuments(facts.sentence, pages, packages)
for (const [path, text] of texts) await writeText(join(folders.public, path), text)
links.picture('tooling/docs/pictures/favicon.svg')
for (const [address, file] of links.pictures) await cp(join(root, file), join(folders.public, address))

process.env['ASTRO_TELEMETRY_DISABLED'] = '1'
// A test runner sets another, which would build the pages of a development server.
process.env['NODE_ENV'] = 'production'
await build(astroConfig(packages, repository))
process.stdout.write(`${pages.length} pages in tooling/docs/dist; to read them: pnpm --filter @fluxline/docs preview\n`)

function writePage(page: Page): Promise<void> {
  return writeText(join(folders.content, `${page.path}.md`), contentOf(page, repository))
}

async function writeText(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}
