/** What is found of a failure. */
export interface FoundRemedy {
  readonly remedy?: string | undefined
  readonly reason?: string | undefined
  readonly retryable?: boolean | undefined
}

/** The words for a status, where size counts. Redirects are explained before. */
export const statusRemedies: Readonly<Record<number, string>> = {
  200: 'Check `url`',
  401: 'Check the token',
  403: "Check the token's permissions",
  404: 'Check `bucket`, `org`, `url` and that the token may read them',
  413: 'Send fewer lines at a time',
  429: 'Send less, or wait',
}

let lookUp = (_failure: string): FoundRemedy | undefined => undefined

/** Adds the table of remedies. It is large, so functions that start often do without it, and have a few words for a status. */
export function useRemedies(table: (failure: string) => FoundRemedy | undefined): void {
  lookUp = table
}

/** Returns the remedy of a failure, and what happened. */
export function findRemedy(failure: string): FoundRemedy {
  return lookUp(failure) ?? { remedy: statusRemedies[Number(failure.slice(0, 3))] }
}
