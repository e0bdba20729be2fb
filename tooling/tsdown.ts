import { defineConfig } from 'tsdown'
import type { UserConfig } from 'tsdown'

const extensions: Readonly<Record<string, { js: string; dts: string }>> = {
  es: { js: '.js', dts: '.d.ts' },
  cjs: { js: '.cjs', dts: '.d.cts' },
}

/** How every package is built: portable ESM and CommonJS, each with its types and source maps. */
export default defineConfig({
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  platform: 'neutral',
  target: 'es2023',
  dts: true,
  sourcemap: true,
  shims: true,
  outputOptions: withoutImportInCjs,
  outExtensions: ({ format }) => extensions[format],
})

/** Sources, as files that the build divides them into name them: declarations are divided otherwise. */
export const sources = /(?<!\.d)\.ts$/

/** Options of a package whose entries have in common one file, since Node needs a millisecond of CPU for each file it loads. */
export const oneSharedFile: Pick<UserConfig, 'outputOptions'> = {
  outputOptions: (options) => ({
    ...withoutImportInCjs(options),
    codeSplitting: { minShareCount: 2, groups: [{ name: 'shared', test: sources }] },
  }),
}

/** Jest in its default mode has no `import()` in CommonJS. */
export function withoutImportInCjs<Options extends object>(options: Options): Options {
  return { ...options, dynamicImportInCjs: false }
}

interface Modules {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null
}

/** Whether a module is one that is looked for, or imports one, itself or through others. */
export function needs(id: string, modules: Modules, isWanted: (id: string) => boolean): boolean {
  const seen = new Set<string>()
  const look = (each: string): boolean => {
    if (seen.has(each)) return false
    seen.add(each)
    return isWanted(each) || (modules.getModuleInfo(each)?.importedIds.some(look) ?? false)
  }
  return look(id)
}
