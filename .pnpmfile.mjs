const SOURCE = '@fluxline/source'
const UNUSED = new Set(['devDependencies', 'scripts'])

/** What is packed is what users need: no way to our sources, and nothing that only we install or run. */
export const hooks = {
  beforePacking(manifest) {
    const kept = Object.entries(manifest).filter(([name]) => !UNUSED.has(name))
    return Object.fromEntries(kept.map(([name, value]) => [name, name in trimmed ? withoutSource(value) : value]))
  },
}

const trimmed = { exports: true, imports: true }

/** Leaves out the condition that leads to the sources in the workspace. */
function withoutSource(conditions) {
  if (typeof conditions !== 'object') return conditions
  const kept = Object.entries(conditions).filter(([name]) => name !== SOURCE)
  return Object.fromEntries(kept.map(([name, target]) => [name, withoutSource(target)]))
}
