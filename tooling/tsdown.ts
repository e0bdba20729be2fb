import { defineConfig } from 'tsdown'

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
  // Jest in its default mode has no `import()` in CommonJS.
  outputOptions: (options) => ({ ...options, dynamicImportInCjs: false }),
  outExtensions: ({ format }) => extensions[format],
})
