import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startRegistry } from './registry.ts'

it('gives what was published to it, with the tarball, and knows nothing else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fluxline-registry-'))
  await using registry = await startRegistry()
  try {
    await writeFile(join(folder, 'a.tgz'), 'not really a tarball')
    for (const version of ['1.0.0', '1.1.0'])
      await registry.add({ name: '@fluxline/a', version }, join(folder, 'a.tgz'))
    const found = await fetch(`${registry.url}@fluxline%2fa`)
    const { versions } = (await found.json()) as { versions: Record<string, { dist: { tarball: string } }> }
    expect(Object.keys(versions)).toEqual(['1.0.0', '1.1.0'])
    expect(await (await fetch(versions['1.0.0']!.dist.tarball)).text()).toBe('not really a tarball')
    expect((await fetch(`${registry.url}@fluxline%2fb`)).status).toBe(404)
  } finally {
    await rm(folder, { recursive: true })
  }
})
