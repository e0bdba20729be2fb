import { existsSync } from 'node:fs'
import { basename, join, posix } from 'node:path'
import { addressOf } from './page.ts'
import { root } from './repository.ts'

const GUIDE = /^tooling\/docs\/guides\/([\w-]+)\.md$/
const README = /^packages\/([\w-]+)(?:\/README\.md)?\/?$/

/** Path of a guide's page. The table of errors is at the top, since people copy its address from messages. */
export function guidePath(name: string): string {
  return name === 'errors' ? name : `guides/${name}`
}

/** Turns the links of the repository's documents into those of the site. */
export class SiteLinks {
  /** Pictures that the site needs: addresses and their paths in the repository. */
  readonly pictures: Map<string, string> = new Map()
  /** Address of the repository. */
  readonly repository: string

  constructor(repository: string) {
    this.repository = repository
  }

  /**
   * The site's address of a link.
   * @throws Error if the link is relative and its file does not exist
   */
  resolve(link: string, source: string): string {
    if (/^([a-z]+:|#|\/)/.test(link)) return link
    const [path, ...hash] = link.split(/(?=#)/)
    const file = posix.normalize(posix.join(posix.dirname(source), path!))
    if (!existsSync(join(root, file))) throw new Error(`${source} links to ${link}, which does not exist.`)
    return this.#addressOf(file) + hash.join('')
  }

  /** Address of a file or folder where the source is hosted. */
  sourceOf(file: string): string {
    return `${this.repository}/tree/main/${file}`
  }

  /** Address of a picture, which becomes part of the site. */
  picture(file: string): string {
    const address = `/pictures/${basename(file)}`
    this.pictures.set(address, file)
    return address
  }

  #addressOf(file: string): string {
    const guide = GUIDE.exec(file)
    if (guide !== null) return addressOf(guidePath(guide[1]!))
    const readme = README.exec(file)
    if (readme !== null) return addressOf(`reference/${readme[1]!}`)
    if (file === 'README.md') return '/'
    if (/\.(svg|png|webp)$/.test(file)) return this.picture(file)
    return this.sourceOf(file)
  }
}
