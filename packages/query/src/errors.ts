export { QueryError, RowError } from '@fluxline/internal/query-errors'
export type { RowIssue } from '@fluxline/internal/query-errors'
