export { createScriptsApi } from './api.ts'
export type { ScriptsApi } from './api.ts'
export type {
  ScriptCsvOptions,
  ScriptFrameOptions,
  ScriptParams,
  ScriptRecordOptions,
  ScriptRunOptions,
  ScriptRuns,
  ScriptTypeHints,
} from './run-script.ts'
export type {
  Script,
  ScriptChanges,
  ScriptFilter,
  ScriptLanguage,
  ScriptPage,
  ScriptParameterType,
  ScriptRequest,
} from './script.ts'
export type { CallOptions } from '../shared/request.ts'
