import { sections } from '../sections.ts'
import { guidePath } from './links.ts'
import type { SiteLinks } from './links.ts'
import { parseDocument } from './markdown.ts'
import { versionText } from './package-pages.ts'
import { addressOf } from './page.ts'
import type { Page } from './page.ts'
import { readText } from './repository.ts'
import type { Package } from './repository.ts'

/** What the pages that are not Markdown show. */
export interface SiteFacts {
  readonly repository: string
  /** Version of the umbrella. */
  readonly version: string
  readonly published: boolean
  /** First paragraph of the README. */
  readonly sentence: string
  /** The chart of speed. */
  readonly speed: Picture & { readonly darkAddress: string }
  readonly life: Picture
  /** First program of the README. */
  readonly sample: string
  readonly packages: readonly Link[]
  readonly sections: readonly { readonly label: string; readonly guides: readonly Link[] }[]
}

/** A page to go to. */
interface Link {
  readonly title: string
  readonly description: string
  readonly address: string
}

/** A picture of the site. */
interface Picture {
  readonly address: string
  /** What it says, in words. */
  readonly words: string
  readonly width: number
  readonly height: number
}

/** Collects the facts from the manifests, the README and the guides. */
export async function siteFacts(
  packages: readonly Package[],
  guides: readonly Page[],
  links: SiteLinks,
): Promise<SiteFacts> {
  const readme = await readText('README.md')
  const [, sample] = /^```ts\n([^]*?)^```$/m.exec(readme) ?? []
  if (sample === undefined) throw new Error('README.md has no `ts` program for the home page.')
  const { version } = packages.find(({ folder }) => folder === 'client')!
  return {
    repository: links.repository,
    version: versionText(version),
    published: version !== '0.0.0',
    sentence: parseDocument(readme).description,
    sample,
    speed: {
      ...(await pictureOf('tooling/docs/pictures/speed-light.svg', links)),
      darkAddress: links.picture('tooling/docs/pictures/speed-dark.svg'),
    },
    life: await pictureOf('tooling/docs/guides/surviving-outages.svg', links),
    packages: packages.map(({ name, folder, description }) => ({
      title: name,
      description,
      address: addressOf(`reference/${folder}`),
    })),
    sections: sections.map((section) => ({
      label: section.label,
      guides: section.guides.map(({ name }) => linkTo(guides.find(({ path }) => path === guidePath(name))!)),
    })),
  }
}

async function pictureOf(file: string, links: SiteLinks): Promise<Picture> {
  const picture = await readText(file)
  const words = [...picture.matchAll(/<(title|desc)[^>]*>([^<]*)</g)].map((match) => match[2]).join(': ')
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(picture)!
  return { address: links.picture(file), words, width: Number(width), height: Number(height) }
}

function linkTo({ title, description, path }: Page): Link {
  return { title, description, address: addressOf(path) }
}
