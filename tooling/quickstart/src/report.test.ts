import { readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { accessText, nextSteps, pictureText, savePicture } from './report.ts'

const access = { url: 'http://127.0.0.1:1', token: 'secret', org: 'my org', orgID: '1', bucket: 'b', bucketID: '2' }

describe('the next steps', () => {
  it('offer to keep the server, or to stop it if it was started here', () => {
    expect(nextSteps(undefined)).toContain('pnpm@12.21.0 quickstart --keep   the same')
    expect(nextSteps('own')).toContain('Ctrl-C                   stops the server')
    expect(nextSteps('external')).not.toMatch(/--keep|Ctrl-C/)
  })

  it('show all that a person and curl need', () => {
    const text = accessText({ ...access, username: 'me', password: 'pass' })
    expect(text).toMatch(/address +http:.* user +me\n.*password +pass\n.*org +my org\n.*token +secret\n/s)
    expect(text).toContain("curl 'http://127.0.0.1:1/api/v2/query?org=my%20org' -H 'Authorization: Token secret'")
    expect(text).toMatch(/ -d 'from\(bucket: "b"\) \|> [^'\n]+ \|> sum\(\)'\n/)
  })

  it('show no user for an external server', () => {
    expect(accessText(access)).not.toContain('user')
  })
})

describe('the picture', () => {
  const paths: string[] = []
  afterAll(() => Promise.all(paths.map((path) => rm(dirname(path), { recursive: true }))))

  it.each([
    ['darwin', {}, 'The same as a picture. To open it:\n  open /tmp/a.svg'],
    ['win32', {}, 'The same as a picture. To open it:\n  start /tmp/a.svg'],
    ['linux', { DISPLAY: ':0' }, 'The same as a picture. To open it:\n  xdg-open /tmp/a.svg'],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, 'The same as a picture. To open it:\n  xdg-open /tmp/a.svg'],
    ['linux', {}, 'The same as a picture, for any browser: /tmp/a.svg'],
    ['linux', { DISPLAY: ':10', SSH_CONNECTION: '1' }, 'The same as a picture, for any browser: /tmp/a.svg'],
    ['darwin', { CI: 'true' }, 'The same as a picture, for any browser: /tmp/a.svg'],
  ] as const)('is offered if it can be opened: %s %j', (platform, env, expected) => {
    expect(pictureText('/tmp/a.svg', env, platform)).toBe(expected)
  })

  it('is saved to a new path each time', async () => {
    paths.push(await savePicture('<svg/>'), await savePicture('<svg></svg>'))
    expect(paths[0]).not.toBe(paths[1])
    expect(await readFile(paths[0]!, 'utf8')).toBe('<svg/>')
  })
})
