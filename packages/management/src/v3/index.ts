export { createDistinctCachesApi, createLastCachesApi } from './caches.ts'
export type {
  CacheTarget,
  DistinctCachesApi,
  LastCache,
  LastCachesApi,
  NewDistinctCache,
  NewLastCache,
} from './caches.ts'
export { createDatabasesApi } from './databases.ts'
export type { Database, DatabaseDeletion, DatabaseFilter, DatabasesApi, NewDatabase } from './databases.ts'
export { createTablesApi } from './tables.ts'
export type { NewTable, TableFieldType, TablesApi } from './tables.ts'
export { createTokensApi } from './tokens.ts'
export type { CreatedToken, TokenInfo, TokensApi } from './tokens.ts'
export type { CallOptions } from '../shared/request.ts'
