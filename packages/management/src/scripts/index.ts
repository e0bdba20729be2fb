export type { InvokeDataFrameOptions, InvokeOptions, ScriptInvocation, ScriptParams } from './invoke.ts'
export type {
  Script,
  ScriptChanges,
  ScriptFilter,
  ScriptLanguage,
  ScriptPage,
  ScriptParameterType,
  ScriptRequest,
} from './script.ts'
export { createScriptsApi } from './scripts.ts'
export type { ScriptsApi } from './scripts.ts'
