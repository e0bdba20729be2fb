import type { WriterStats } from '@fluxline/client'

const WIDTH = 24

/** Progress of the write. */
export interface Progress {
  readonly stats: Pick<WriterStats, 'written'>
  readonly total: number
  readonly retries: number
  readonly elapsedMs: number
}

/** Formats progress to fit 80 columns: `[#####                   ]  41 200 of 201 702 points  82 400/s  retries 0`. */
export function progressText({ stats: { written }, total, retries, elapsedMs }: Progress): string {
  const filled = Math.round((WIDTH * Math.min(written, total)) / total)
  const bar = '#'.repeat(filled).padEnd(WIDTH)
  const perSecond = elapsedMs === 0 ? 0 : Math.round((written * 1000) / elapsedMs)
  return `[${bar}]  ${grouped(written)} of ${grouped(total)} points  ${grouped(perSecond)}/s  retries ${retries}`
}

/** Shows progress until stopped: one line that is rewritten on a terminal, or a line per second elsewhere. */
export function showProgress(current: () => Progress, stream: NodeJS.WriteStream = process.stdout): { stop(): void } {
  const show = (end: string): void => {
    const text = progressText(current())
    // A line that wraps could not be rewritten.
    stream.write(stream.isTTY ? `\r\u001B[K${text.slice(0, stream.columns - 1)}${end}` : `${text}\n`)
  }
  const timer = setInterval(() => show(''), stream.isTTY ? 100 : 1000)
  return {
    stop() {
      clearInterval(timer)
      show('\n')
    },
  }
}

/** Formats digits in groups of three: 201 702. */
export function grouped(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ' ')
}
