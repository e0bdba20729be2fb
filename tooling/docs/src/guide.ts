/** The program of a guide: its `ts` samples in order, and their expected output. */
export interface GuideProgram {
  /** All samples of the guide, as one module. */
  readonly source: string
  /** Lines of the `text` blocks after the samples. `…` in a line matches anything. */
  readonly output: readonly string[]
}

const BLOCK = /^```(ts|text)\n([^]*?)^```$/gm

/**
 * Extracts the samples of a guide. Together they are one program, so a name is imported only once. Other blocks, such as
 * `ts no-run`, are ignored.
 */
export function programOf(markdown: string): GuideProgram {
  const blocks = [...markdown.matchAll(BLOCK)].map(([, kind, text]) => ({ kind, text: text! }))
  return {
    source: blocks.flatMap(({ kind, text }) => (kind === 'ts' ? [text] : [])).join('\n'),
    output: blocks.flatMap(({ kind, text }) => (kind === 'text' ? text.trimEnd().split('\n') : [])),
  }
}
