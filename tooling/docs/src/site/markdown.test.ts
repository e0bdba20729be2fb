import { describe, expect, it } from 'vitest'
import { errorEntries } from './error-entries.ts'
import { mapLinks, parseDocument } from './markdown.ts'

describe('a document', () => {
  it('has a title, a first paragraph as plain text, and a body', () => {
    const document = parseDocument(
      "---\ntitle: 'T'\n---\n\n# A `title`\n\n```sh\nnpm i\n```\n\nSee [this](a.md) and\n`that`.\n\nMore.\n",
    )
    expect(document.title).toBe('A title')
    expect(document.description).toBe('See this and that.')
    expect(document.body).toMatch(/^```sh[^]*More\.\n$/)
  })

  it('has links, which code does not', () => {
    const text = 'A [link](a.md), ![a picture](b.svg), `x[0](y)`.\n\n```ts\nf[0](z)\n```\n\n[And](c.md#d)\n'
    expect(mapLinks(text, (target) => `/${target}`)).toBe(
      'A [link](/a.md), ![a picture](/b.svg), `x[0](y)`.\n\n```ts\nf[0](z)\n```\n\n[And](/c.md#d)\n',
    )
  })
})

describe('a table of errors', () => {
  it('becomes a part per error, whose anchor is the code', () => {
    const table = '| code | class | what to do |\n| --- | --- | --- |\n| `FLUXLINE_A` | `AError` | use `a \\| b` |\n'
    expect(errorEntries(`Before.\n\n${table}\nAfter.\n`)).toBe(
      'Before.\n\n<h3 id="FLUXLINE_A"><code>FLUXLINE_A</code></h3>\n\n**Class:** `AError`\n\n**What to do:** use `a \\| b`\n\nAfter.\n',
    )
  })

  it('is the only table that changes', () => {
    const table = '| option | default |\n| --- | --- |\n| `a` | 1 |\n'
    expect(errorEntries(table)).toBe(table)
  })
})
