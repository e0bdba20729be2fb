import { join } from 'node:path'
import starlight from '@astrojs/starlight'
import type { AstroInlineConfig } from 'astro'
import { sections } from '../sections.ts'
import { guidePath } from './links.ts'
import type { Package } from './repository.ts'

const here = join(import.meta.dirname, '../..')
const site = join(here, 'site')

/** Where the site lies. */
export const folders: Readonly<Record<'site' | 'generated' | 'content' | 'public' | 'dist', string>> = {
  /** The sources that Astro renders. */
  site,
  /** What the build writes before Astro starts. */
  generated: join(site, '.generated'),
  content: join(site, '.generated/docs'),
  public: join(site, '.generated/public'),
  /** The site itself. */
  dist: join(here, 'dist'),
}

/** How Astro builds the site. */
export function astroConfig(packages: readonly Package[], repository: string): AstroInlineConfig {
  return {
    configFile: false,
    root: site,
    outDir: folders.dist,
    publicDir: folders.public,
    trailingSlash: 'always',
    logLevel: 'warn',
    // No picture of the site is a bitmap.
    image: { service: { entrypoint: 'astro/assets/services/noop' } },
    integrations: [
      starlight({
        title: 'fluxline',
        description: 'The InfluxDB client for TypeScript',
        favicon: '/pictures/favicon.svg',
        social: [{ icon: 'github', label: 'Source', href: repository }],
        customCss: ['./src/styles/site.css'],
        components: {
          SiteTitle: './src/components/SiteTitle.astro',
          Hero: './src/components/Hero.astro',
          Search: './src/components/Search.astro',
          MarkdownContent: './src/components/MarkdownContent.astro',
        },
        routeMiddleware: './src/package-sidebar.ts',
        lastUpdated: false,
        expressiveCode: {
          defaultProps: { overridesByLang: { sh: { frame: 'none' } } },
          shiki: { langAlias: { influxql: 'sql', flux: 'txt' } },
        },
        sidebar: [
          ...sections.map(({ label, guides }) => ({ label, items: guides.map(({ name }) => guidePath(name)) })),
          {
            label: 'Reference',
            items: packages.map(({ folder, name }) => ({ label: name, link: `/reference/${folder}/` })),
          },
        ],
      }),
    ],
  }
}
