import { outsideCode } from './markdown.ts'

/** A page of the site before it is rendered. */
export interface Page {
  /** Its address without slashes at its ends, such as `guides/testing`. */
  readonly path: string
  readonly title: string
  /** One sentence or paragraph, for search engines and `llms.txt`. */
  readonly description: string
  readonly markdown: string
  /** What else people type to find it. */
  readonly words?: string | undefined
  /** Path of its source from the root of the repository. */
  readonly source?: string
}

/** Address of a page below the site's root. */
export function addressOf(path: string): string {
  return `/${path}/`
}

/** The file that the generator reads: front matter and text. */
export function contentOf({ path, title, description, markdown, words, source }: Page, repository: string): string {
  const isReference = path.startsWith('reference/')
  const front = {
    title,
    description: description.slice(0, 300),
    slug: path,
    editUrl: source === undefined ? false : `${repository}/edit/main/${source}`,
    tableOfContents: { maxHeadingLevel: 3 },
    ...(words === undefined ? {} : { words }),
    ...(isReference ? { prev: false, next: false } : {}),
  }
  const lines = Object.entries(front).map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
  return `---\n${lines.join('\n')}\n---\n\n${outsideCode(markdown, scrollTables)}`
}

/** A table that is wider than the screen scrolls in its own box, which the keyboard reaches. */
function scrollTables(text: string): string {
  return text.replaceAll(
    /(?:^\|.*\n?)+/gm,
    (table) => `<div class="scrolls" tabindex="0">\n\n${table.trimEnd()}\n\n</div>\n`,
  )
}
