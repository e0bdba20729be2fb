import { defineConfig } from 'vitest/config'

// Tests run on the sources: a change in one package is seen by its siblings without a build.
const conditions = ['@fluxline/source', 'node', 'import', 'module', 'default']
const resolve = { resolve: { conditions }, ssr: { resolve: { conditions } } }
const root = import.meta.dirname

export default defineConfig({
  test: {
    reporters: ['default', './tooling/test-support/src/reporter.ts'],
    coverage: { include: ['packages/*/src/**'], reporter: ['text-summary', 'html'] },
    projects: [
      {
        ...resolve,
        test: {
          name: 'unit',
          root,
          include: ['{packages,tooling}/*/{src,test}/**/*.test.ts'],
          exclude: ['**/*.integration.test.ts', '**/node_modules/**'],
          // Most take milliseconds, but a machine may be busy.
          testTimeout: 30_000,
          hookTimeout: 30_000,
          typecheck: {
            enabled: true,
            include: ['packages/*/{src,test}/**/*.test-d.ts'],
            tsconfig: './tooling/tsconfig/types-test.json',
          },
        },
      },
      {
        ...resolve,
        test: {
          name: 'integration',
          root,
          include: ['{packages,tooling}/*/test/**/*.integration.test.ts'],
          globalSetup: ['./tooling/test-support/src/global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
})
