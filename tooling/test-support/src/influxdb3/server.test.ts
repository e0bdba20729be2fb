import { expect, it } from 'vitest'
import { bytesOf, recordingOf, recordingsOf } from './recordings.ts'
import type { RecordedFolder, Recording } from './recordings.ts'
import { startInfluxDB3 } from './server.ts'
import type { InfluxDB3 } from './server.ts'

async function ask(
  { url }: InfluxDB3,
  { method, path, headers, body }: Recording['request'],
): Promise<[number, string]> {
  const init = { method, headers, ...(body && { body: bytesOf(body) }) }
  const response = await fetch(url + path, init as RequestInit)
  return [response.status, Buffer.from(await response.arrayBuffer()).toString('base64')]
}

function withBody({ request, ...rest }: Recording, text: string): Recording {
  return { ...rest, request: { ...request, body: { text } } }
}

const before: Readonly<Record<string, readonly Recording[]>> = {
  write: [recordingOf('write', 'lp-new-database')],
  'write sixth': ['a', 'b', 'c', 'd', 'e'].map((db) =>
    withBody(recordingOf('configure', 'database-create'), `{"db":"${db}"}`),
  ),
}

// What depends on the state of the server, or on how it was started, is tested below.
const stateful =
  /again|sixth|limit|too-large|configure.*(?:update|delete|list)|admin-first|no-auth|regenerate|v1-rp|bool-param|precision-bad|named-admin|cache-create/

const cases = (['absent', 'write', 'sql', 'influxql', 'configure'] as const)
  .flatMap((folder: RecordedFolder) => recordingsOf(folder).map((recording) => ({ folder, recording })))
  .filter(({ folder, recording: { name, request, response } }) => {
    const isQuery = folder === 'sql' || folder === 'influxql'
    return (
      !stateful.test(`${folder} ${name}`) &&
      response.status !== 0 &&
      request.method !== 'HEAD' &&
      !(isQuery && 'accept' in request.headers) &&
      !/post-(?:bad|no)-|post-format|options|error-no|v1-204|v1-cons/.test(name)
    )
  })

it.each(cases.map(({ folder, recording }) => [`${folder}/${recording.name}`, folder, recording] as const))(
  'responds as the real server did: %s',
  async (_, folder, { request, response }) => {
    await using server = await startInfluxDB3()
    for (const { request: earlier } of before[folder] ?? []) await ask(server, earlier)
    expect(await ask(server, request)).toEqual([response.status, bytesOf(response.body).toString('base64')])
  },
)

it('has room for five databases', async () => {
  await using server = await startInfluxDB3()
  for (const { request } of before['write sixth']!) expect(await ask(server, request)).toEqual([200, ''])
  for (const [folder, name] of [
    ['write', 'lp-sixth-database'],
    ['configure', 'database-create-sixth'],
  ] as const) {
    const { request, response } = recordingOf(folder, name)
    expect(await ask(server, request)).toEqual([response.status, bytesOf(response.body).toString('base64')])
  }
})

it('refuses a body that is too large, and one without a token', async () => {
  await using small = await startInfluxDB3({ maxRequestBytes: 400 })
  const large = recordingOf('write', 'lp-body-too-large')
  expect(await ask(small, large.request)).toEqual([500, bytesOf(large.response.body).toString('base64')])
  await using closed = await startInfluxDB3({ token: 'TOKEN' })
  for (const name of ['ping-none', 'ping-token', 'write-none', 'write-wrong', 'sql-none', 'sql-wrong']) {
    const { request, response } = recordingOf('auth', name)
    expect([name, (await ask(closed, request))[0]]).toEqual([name, response.status])
  }
})

it('fails a test that sends what was never recorded', async () => {
  const server = await startInfluxDB3()
  await fetch(`${server.url}/api/v3/query_sql`, {
    method: 'POST',
    body: '{"db":"main","q":"SELECT never","format":"jsonl"}',
  })
  await expect(server.close()).rejects.toThrow(
    /never recorded with such a request: POST \/api\/v3\/query_sql .*SELECT never/,
  )
})
