import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { sections } from '../../src/sections.ts'
import { buildSite, hasFile, readPages } from './built-site.ts'
import type { BuiltPage } from './built-site.ts'

const docs = join(import.meta.dirname, '../..')
const dist = join(docs, 'dist')

let pages: readonly BuiltPage[]
let ids: ReadonlyMap<string, ReadonlySet<string>>

beforeAll(async () => {
  await buildSite()
  pages = await readPages()
  ids = new Map(pages.map(({ address, html }) => [address, new Set(attributes(html, 'id'))]))
}, 300_000)

function attributes(html: string, name: string): readonly string[] {
  return [...html.matchAll(new RegExp(` ${name}="([^"]*)"`, 'g'))].map(([, value]) => value!.replaceAll('&amp;', '&'))
}

async function isBroken(link: string, from: string): Promise<boolean> {
  const { protocol, hostname, pathname, hash } = new URL(link, `http://site${from}`)
  if (!protocol.startsWith('http') || hostname !== 'site') return false
  const page = ids.get(pathname)
  if (page === undefined) return hash !== '' || !(await hasFile(pathname))
  return hash !== '' && !page.has(decodeURIComponent(hash.slice(1)))
}

describe('the site', () => {
  it('has no broken link, anchor, picture or script', async () => {
    const broken: string[] = []
    for (const { address, html } of pages) {
      const links = new Set([...attributes(html, 'href'), ...attributes(html, 'src')])
      for (const link of links) if (await isBroken(link, address)) broken.push(`${address} → ${link}`)
    }
    expect(broken).toEqual([])
  })

  it('has each guide at its short address', () => {
    const names = sections.flatMap(({ guides }) => guides.map(({ name }) => name))
    const addresses = names.map((name) => (name === 'errors' ? '/errors/' : `/guides/${name}/`))
    expect(addresses.filter((address) => !ids.has(address))).toEqual([])
  })

  it('has an anchor for each error of the guide', async () => {
    const guide = await readFile(join(docs, 'guides/errors.md'), 'utf8')
    const codes = [...guide.matchAll(/^\| `(FLUXLINE_\w+)`/gm)].map(([, code]) => code)
    expect(codes).toContain('FLUXLINE_TIMEOUT')
    expect([...ids.get('/errors/')!].filter((id) => id.startsWith('FLUXLINE_'))).toEqual(codes)
  })

  it('has one page for each public name, even if several packages export it', () => {
    const titled = pages.filter(({ html }) => />Point<\/h1>/.test(html))
    expect(titled.map(({ address }) => address)).toEqual(['/reference/point/Point/'])
  })

  it('says on each page what the page is about', () => {
    const untitled = pages.filter(({ html }) => !/<title>[^<]{3,}<\/title>/.test(html) || !/<h1[ >]/.test(html))
    expect(untitled.map(({ address }) => address)).toEqual([])
  })

  it('lists each guide and package for language models, with Markdown that is there', async () => {
    const index = await readFile(join(dist, 'llms.txt'), 'utf8')
    const links = [...index.matchAll(/\]\((\/[^)]+)\)/g)].map(([, link]) => link!)
    const names = sections.flatMap(({ guides }) => guides.map(({ name }) => name))
    expect(links).toEqual(
      expect.arrayContaining(names.map((name) => (name === 'errors' ? '/errors.md' : `/guides/${name}.md`))),
    )
    expect(links).toContain('/reference/write-batching.md')
    const found = await Promise.all(links.map(hasFile))
    expect(links.filter((_, index) => !found[index])).toEqual([])
  })

  it('has every guide and README in one file for language models', async () => {
    const whole = await readFile(join(dist, 'llms-full.txt'), 'utf8')
    const missing: string[] = []
    for await (const file of glob('{guides/*.md,../../packages/*/README.md}', { cwd: docs })) {
      const [, title] = /^# (.+)$/m.exec(await readFile(join(docs, file), 'utf8'))!
      if (!whole.includes(`\n# ${title!.replaceAll('`', '')}\n`)) missing.push(title!)
    }
    expect(missing).toEqual([])
  })
})
