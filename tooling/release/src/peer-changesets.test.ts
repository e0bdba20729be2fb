import { expect, it } from 'vitest'
import { followersOf, majorsOf } from './peer-changesets.ts'

const exports = {}
const manifests = [
  { name: 'core', version: '1.0.0', exports },
  { name: 'query', version: '1.0.0', exports, peerDependencies: { core: '^1.0.0' } },
  { name: 'frame', version: '1.0.0', exports, peerDependencies: { query: '^1.0.0' } },
  { name: 'client', version: '1.0.0', exports, dependencies: { core: '^1.0.0' } },
]

it('moves what has the package as a peer, and what has that as a peer', () => {
  expect(followersOf(['core'], manifests)).toEqual([
    ['query', 'core'],
    ['frame', 'query'],
  ])
})

it('leaves alone what is on its way to a major already', () => {
  expect(followersOf(['core', 'query', 'frame'], manifests)).toEqual([])
})

it('reads majors, and nothing else, out of a changeset', () => {
  const changeset = `---\n'@fluxline/core': major\n"@fluxline/query": major\n'@fluxline/point': patch\n---\n\ncore: major\n`
  expect(majorsOf(changeset)).toEqual(['@fluxline/core', '@fluxline/query'])
})
