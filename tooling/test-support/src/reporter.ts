import type { Reporter, TestModule } from 'vitest/node'

/** Ends a run with a line `N passed, N failed`. Files that could not be collected count as failed. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 }
    for (const module of modules) {
      let failedTests = 0
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'failed') failedTests++
        counts[state === 'pending' ? 'skipped' : state]++
      }
      // A file that does not load, or whose hooks fail, has no failed test.
      if (module.state() === 'failed' && failedTests === 0) counts.failed++
    }
    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''
    process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed${skipped}\n`)
  }
}
