export { openStore } from './file-spool.ts'
