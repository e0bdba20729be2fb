import { expect, it } from 'vitest'
import { followersOf, majorsOf } from './peer-changesets.ts'

const exports = {}
const manifests = [
  { name: 'core', version: '1.0.0', exports },
  { name: 'query', version: '1.0.0', exports, peerDependencies: { core: '^1.0.0' } },
  { name: 'frame', version: '1.0.0', exports, peerDependencies: { query: '^1.0.0' } },
  { name: 'client', version: '1.0.0', exports, dependencies: { core: '^1.0.0' } },
]

it('follows peers, and peers of peers', () => {
  expect(followersOf(['core'], manifests)).toEqual([
    ['query', 'core'],
    ['frame', 'query'],
  ])
})

it('leaves out packages that already get a major version', () => {
  expect(followersOf(['core', 'query', 'frame'], manifests)).toEqual([])
})

it('reads only the major changes of a changeset', () => {
  const changeset = `---\n'@fluxline/core': major\n"@fluxline/query": major\n'@fluxline/point': patch\n---\n\ncore: major\n`
  expect(majorsOf(changeset)).toEqual(['@fluxline/core', '@fluxline/query'])
})
