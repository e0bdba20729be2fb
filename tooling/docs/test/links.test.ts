import { access, glob, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const patterns = ['*.md', 'packages/*/README.md', 'tooling/*/README.md', 'tooling/docs/guides/*.md', '.github/*.md']
const pages: string[] = []
for await (const page of glob(patterns, { cwd: root })) pages.push(page)

it.each(pages)('%s links only to files and headings that exist', async (page) => {
  const text = await readFile(join(root, page), 'utf8')
  const prose = text.replace(/^```[^]*?^```$/gm, '').replace(/`[^`\n]*`/g, '')
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)|\b(?:src|srcset|href)="([^"]+)"/g)].map(
    ([, link, attribute]) => (link ?? attribute)!,
  )
  const broken: string[] = []
  for (const target of targets) {
    if (/^(?:https?|mailto):/.test(target)) continue
    const [path = '', heading] = target.split('#')
    const file = path === '' ? join(root, page) : join(root, dirname(page), path)
    const found = await access(file).then(
      () => true,
      () => false,
    )
    if (!found || (heading && !headingsOf(await readFile(file, 'utf8')).includes(heading))) broken.push(target)
  }
  expect(broken).toEqual([])
})

/** The anchors of a page's headings. */
function headingsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  )
}
