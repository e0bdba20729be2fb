import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fromCliConfig, sourcesOf } from '../index.ts'

const profiles = `[default]
  url = "http://localhost:8086"
  token = "a"
  org = "o"
  previous = true

[eu]
  url = "https://eu"
  token = "b"
  org = "p"
  active = true
# [us]
#   url = "https://us"
`

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fluxline-config-'))
  path = join(folder, 'configs')
  await writeFile(path, profiles)
})

afterEach(() => rm(folder, { recursive: true }))

describe('the profiles of the influx CLI', () => {
  it('are read by name, or the active one', async () => {
    const active = await fromCliConfig({ path, env: {} })
    expect(active).toEqual({ url: 'https://eu', token: 'b', org: 'p' })
    expect(sourcesOf(active)).toMatchObject({ token: `${path} [eu] token` })
    expect(await fromCliConfig({ path, profile: 'default', timeout: 5 })).toEqual({
      url: 'http://localhost:8086',
      token: 'a',
      org: 'o',
      timeout: 5,
    })
  })

  it('are found and selected by the variables of the CLI', async () => {
    const env = { INFLUX_CONFIGS_PATH: path, INFLUX_ACTIVE_CONFIG: 'default' }
    expect(await fromCliConfig({ env })).toMatchObject({ token: 'a' })
    expect(await fromCliConfig({ env, profile: 'eu' })).toMatchObject({ token: 'b' })
  })

  it('contain values as they are', async () => {
    await writeFile(path, '[a]\nurl = "http://a"\ntoken = "${env.X}"\nactive = true\n')
    expect(await fromCliConfig({ path, env: {} })).toMatchObject({ token: '${env.X}' })
  })

  it('are listed in the error if one does not exist', async () => {
    await expect(fromCliConfig({ path, profile: 'us' })).rejects.toThrow('no profile [us]; it has default, eu.')
    await writeFile(path, profiles.replace('active = true', ''))
    await expect(fromCliConfig({ path, env: {} })).rejects.toThrow('no active profile; it has default, eu.')
    await writeFile(path, '')
    await expect(fromCliConfig({ path, env: {} })).rejects.toThrow('no active profile; it has none.')
    await expect(fromCliConfig({ path: join(folder, 'gone') })).rejects.toThrow('gone cannot be read (ENOENT)')
  })
})
