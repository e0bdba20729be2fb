import { followersOf } from '@fluxline/release'
import type { Bump, Rehearsal } from '@fluxline/release'
import type { Case } from '../report.ts'

/** Tests which versions change together, in the rehearsed release. */
export function versionCases(rehearsal: Rehearsal): Case[] {
  return [
    {
      name: 'a patch of point changes no other version',
      run: () => expectMoves(rehearsal, '@fluxline/point', 'patch', []),
    },
    {
      name: 'a minor of core changes no other version',
      run: () => expectMoves(rehearsal, '@fluxline/core', 'minor', []),
    },
    {
      name: 'a major of core is a major of exactly the packages with core as a peer',
      async run() {
        const followers = followersOf(['@fluxline/core'], (await rehearsal.manifests()).values())
        if (followers.length === 0) throw new Error('No package has core as a peer.')
        const names = followers.map(([name]) => name)
        return expectMoves(rehearsal, '@fluxline/core', 'major', names)
      },
    },
  ]
}

/** Expects that a bump of one package bumps exactly `others`. A major may also patch packages that depend on these. */
async function expectMoves(rehearsal: Rehearsal, name: string, bump: Bump, others: readonly string[]): Promise<string> {
  await rehearsal.change({ [name]: bump })
  const moved = Object.entries(await rehearsal.version())
  const along = moved.filter(([other, how]) => other !== name && (how === bump || bump !== 'major'))
  const [is, should] = [along.map(([other]) => other), others].map((names) => [...names].sort().join(', '))
  if (is !== should)
    throw new Error(`Expected new versions of ${should || 'no other package'}, but got ${is || 'none'}.`)
  return moved.map(([other, how]) => `${other.replace('@fluxline/', '')} ${how}`).join(', ')
}
