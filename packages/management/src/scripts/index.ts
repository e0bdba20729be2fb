export type { InvokeDataFrameOptions, InvokeOptions, ScriptInvocation, ScriptParams } from './run-script.ts'
export type {
  Script,
  ScriptChanges,
  ScriptFilter,
  ScriptLanguage,
  ScriptPage,
  ScriptParameterType,
  ScriptRequest,
} from './script.ts'
export { createScriptsApi } from './api.ts'
export type { ScriptsApi } from './api.ts'
