/** A line that may hold a phrase. */
export interface Exception {
  readonly file: string
  /** A part of the line. */
  readonly text: string
  readonly reason: string
}

export const exceptions: readonly Exception[] = []
