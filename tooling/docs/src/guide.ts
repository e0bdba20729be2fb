/** A guide's program: its `ts` samples in order, and what they say that they print. */
export interface GuideProgram {
  /** All samples of the guide as one module. */
  readonly source: string
  /** The `text` blocks that follow samples, line by line; `…` in a line stands for anything. */
  readonly output: readonly string[]
}

const BLOCK = /^```(ts|text)\n([^]*?)^```$/gm

/**
 * Reads the samples out of a guide. They are one story, so they make one program: a name is imported once, and stays.
 * A block of another kind, such as `ts no-run`, is only read.
 */
export function programOf(markdown: string): GuideProgram {
  const blocks = [...markdown.matchAll(BLOCK)].map(([, kind, text]) => ({ kind, text: text! }))
  return {
    source: blocks.flatMap(({ kind, text }) => (kind === 'ts' ? [text] : [])).join('\n'),
    output: blocks.flatMap(({ kind, text }) => (kind === 'text' ? text.trimEnd().split('\n') : [])),
  }
}
