const SOURCE = '@fluxline/source'

/** What is packed is what users need: no way to our sources, and nothing that only we install or run. */
export const hooks = {
  beforePacking({ devDependencies, scripts, ...manifest }) {
    return {
      ...manifest,
      ...(manifest.exports && { exports: withoutSource(manifest.exports) }),
      ...(manifest.imports && { imports: withoutSource(manifest.imports) }),
    }
  },
}

/** Leaves the condition out that leads to the sources in the workspace. */
function withoutSource(conditions) {
  if (typeof conditions !== 'object') return conditions
  const kept = Object.entries(conditions).filter(([name]) => name !== SOURCE)
  return Object.fromEntries(kept.map(([name, target]) => [name, withoutSource(target)]))
}
