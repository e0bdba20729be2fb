import { defineRouteMiddleware } from '@astrojs/starlight/route-data'
import { getCollection } from 'astro:content'

/** On a page of a package, the sidebar lists what that package exports; on all others it stays short. */
export const onRequest = defineRouteMiddleware(async (context) => {
  const { id, sidebar } = context.locals.starlightRoute
  const [, entry] = /^reference\/([^/]+)/.exec(id) ?? []
  if (entry === undefined) return
  for (const group of sidebar) {
    if (group.type !== 'group') continue
    const index = group.entries.findIndex((link) => link.type === 'link' && isPackageOf(entry, link.href))
    if (index < 0) continue
    const pages = await getCollection('docs', (page) => page.id.startsWith(`reference/${entry}/`))
    const overview = group.entries[index]!
    const links = pages
      .toSorted((a, b) => a.data.title.localeCompare(b.data.title))
      .map((page) => ({
        type: 'link' as const,
        label: page.data.title,
        href: `/${page.id}/`,
        isCurrent: page.id === id,
        badge: undefined,
        attrs: {},
      }))
    group.entries[index] = {
      type: 'group',
      label: overview.label,
      entries: [{ ...overview, label: 'Overview' }, ...links] as typeof group.entries,
      collapsed: false,
      badge: undefined,
    }
  }
})

/** An entry such as `spool-node` belongs to the package `spool`. */
function isPackageOf(entry: string, address: string): boolean {
  const [, folder] = /^\/reference\/([^/]+)\/$/.exec(address) ?? []
  return folder !== undefined && `${entry}-`.startsWith(`${folder}-`)
}
