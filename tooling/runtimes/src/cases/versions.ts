import { followersOf } from '@fluxline/release'
import type { Bump, Rehearsal } from '@fluxline/release'
import type { Case } from '../report.ts'

/** What moves with what, tried on the versions of the rehearsed release. */
export function versionCases(rehearsal: Rehearsal): Case[] {
  return [
    {
      name: 'a patch of point moves nothing else',
      run: () => expectMoves(rehearsal, '@fluxline/point', 'patch', []),
    },
    {
      name: 'a minor of core moves nothing else',
      run: () => expectMoves(rehearsal, '@fluxline/core', 'minor', []),
    },
    {
      name: 'a major of core is a major of the packages that have it as a peer, and of no other',
      async run() {
        const followers = followersOf(['@fluxline/core'], (await rehearsal.manifests()).values())
        if (followers.length === 0) throw new Error('No package has core as a peer.')
        const names = followers.map(([name]) => name)
        return expectMoves(rehearsal, '@fluxline/core', 'major', names)
      },
    },
  ]
}

/** Expects a bump of one package to be that of `others` too. What only depends on these may be patched by a major. */
async function expectMoves(rehearsal: Rehearsal, name: string, bump: Bump, others: readonly string[]): Promise<string> {
  await rehearsal.change({ [name]: bump })
  const moved = Object.entries(await rehearsal.version())
  const along = moved.filter(([other, how]) => other !== name && (how === bump || bump !== 'major'))
  const [is, should] = [along.map(([other]) => other), others].map((names) => [...names].sort().join(', '))
  if (is !== should) throw new Error(`${is || 'Nothing'} moved along, where it should be ${should || 'nothing'}.`)
  return moved.map(([other, how]) => `${other.replace('@fluxline/', '')} ${how}`).join(', ')
}
