/** A document in its parts. */
export interface Document {
  readonly title: string
  /** Its first paragraph, as plain text. */
  readonly description: string
  /** What follows the title. */
  readonly body: string
}

const FRONT_MATTER = /^---\n[^]*?\n---\n+/
const CODE = /^(`{3,})[^]*?^\1`*$/gm
const TITLE = /^# (.+)\n+/

/** Takes a document apart. Its title is its first heading. */
export function parseDocument(markdown: string): Document {
  const text = markdown.replace(FRONT_MATTER, '')
  const body = text.replace(TITLE, '')
  const paragraph = body
    .replace(CODE, '')
    .split(/\n{2,}/)
    .find((part) => /^[\p{L}`[“"]/u.test(part.trim()))
  return { title: plain(TITLE.exec(text)?.[1] ?? ''), description: plain(paragraph ?? ''), body }
}

/** Changes what is outside code blocks. */
export function outsideCode(markdown: string, change: (text: string) => string): string {
  let changed = ''
  let end = 0
  for (const block of markdown.matchAll(CODE)) {
    changed += change(markdown.slice(end, block.index)) + block[0]
    end = block.index + block[0].length
  }
  return changed + change(markdown.slice(end))
}

/** Changes the targets of links and pictures. */
export function mapLinks(markdown: string, map: (target: string) => string): string {
  return outsideCode(markdown, (text) =>
    text.replaceAll(
      /(`[^`]*`)|(\]\()([^()\s]+)(?=\))/g,
      (all, code: string | undefined, start: string, target: string) =>
        code === undefined ? start + map(target) : all,
    ),
  )
}

/** Text without its marks. */
export function plain(markdown: string): string {
  return markdown
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/\*\*|`/g, '')
    .replaceAll(/\\(?=[<>_*|])/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
