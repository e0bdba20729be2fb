import { write } from '@fluxline/core'
import { defineMeasurement, float, int, Point, string, tag } from '@fluxline/point'
import { beforeAll, describe, expect, it } from 'vitest'
import { influxql, influxqlDuration } from '../src/index.ts'
import { usePlaces } from './servers.ts'

const places = usePlaces()
const BIG = 9_007_199_254_740_993n

beforeAll(async () => {
  const lines = [
    `cpu,host=a,region=eu usage=1.5,n=${BIG}i,ok=true,s="it's" 1`,
    'cpu,host=a,region=eu usage=2,n=-9223372036854775808i -1',
    'cpu,host=b usage=-0.5,n=5i,s="" -86400000000001',
    'mem,host=a usage=3 1',
  ]
  for (const { client, bucket } of places) await write(client, lines, { bucket })
})

describe.each(places.map((place) => [place.name, place] as const))('on %s', (_, place) => {
  const options = { integers: 'safe', times: 'nanoseconds' } as const

  it.each(['msgpack', 'json'] as const)('reads every type exactly as %s', async (format) => {
    const api = place.api()
    const list = await api.collect('SELECT host, n, ok, s, usage FROM cpu', { ...options, format })
    expect(list.toValues()).toEqual([
      [-86_400_000_000_001n, 'b', 5, null, '', -0.5],
      [-1n, 'a', -(2n ** 63n), null, null, 2],
      [1n, 'a', BIG, true, "it's", 1.5],
    ])
    await expect(api.collect('SELECT n FROM cpu', { format, typeHints: { n: 'integer' } })).rejects.toMatchObject({
      code: 'FLUXLINE_INFLUXQL_RESPONSE',
      row: 2,
      column: 'n',
      message: expect.stringContaining('-9223372036854775808 is outside the safe integer range'),
    })
    const exact = await api.collect('SELECT n FROM cpu', { format, integers: 'bigint', typeHints: { n: 'integer' } })
    expect(exact.toValues(['n'])).toEqual([[5n], [-(2n ** 63n)], [BIG]])
    expect(exact.toValues(['missing', 'constructor'])).toEqual([5, -1, 1].map(() => [null, null]))
    const [first] = (await api.collect('SELECT n FROM cpu WHERE n = 5', { format }))[0]!.records
    expect(first!.time!.toISOString()).toBe(
      '1969-12-31T23:59:59.999999999Z'.replace('31T23:59:59.999999999', '30T23:59:59.999999999'),
    )
  })

  it('gives series by tags, and records with measurement, tags, time, values and statement', async () => {
    const list = await place.api().collect('SELECT mean(usage) FROM cpu, mem GROUP BY host; SHOW MEASUREMENTS', options)
    expect(list.map(({ statement, name, tags, columns }) => [statement, name, tags, columns])).toEqual([
      [0, 'cpu', { host: 'a' }, ['time', 'mean']],
      [0, 'cpu', { host: 'b' }, ['time', 'mean']],
      [0, 'mem', { host: 'a' }, ['time', 'mean']],
      [1, 'measurements', {}, ['name']],
    ])
    const [record] = list[0]!.records
    expect({ ...record!.values, ...record!.tags }).toEqual({ time: 0n, mean: 1.75, host: 'a' })
    expect([record!.measurement, record!.time, record!.statement, list[3]!.records[0]!.time]).toEqual([
      'cpu',
      0n,
      0,
      undefined,
    ])
    expect(JSON.parse(JSON.stringify(list.slice(2)))).toEqual([
      { statement: 0, name: 'mem', tags: { host: 'a' }, columns: ['time', 'mean'], records: [{ time: '0', mean: 3 }] },
      expect.objectContaining({ name: 'measurements', records: [{ name: 'cpu' }, { name: 'mem' }] }),
    ])
  })

  it('knows the time under another name, and a tag beside a column of its name', async () => {
    const list = await place
      .api()
      .collect('SELECT time AS t, usage AS host FROM cpu WHERE time > 0 GROUP BY host', options)
    const [record] = list[0]!.records
    expect([record!.time, record!.values, record!.tags]).toEqual([1n, { t: 1n, host: 1.5 }, { host: 'a' }])
  })

  it('streams in chunks, and joins those of one series', async () => {
    const lines = Array.from({ length: 2500 }, (_point, index) => `chunks,part=${index % 2} v=${index}i ${index}`)
    await write(place.client, lines, { bucket: place.bucket })
    const api = place.api({ chunkSize: 100 })
    let sum = 0
    for await (const { values } of api.stream('SELECT v FROM chunks')) sum += values['v'] as number
    expect(sum).toBe((2499 * 2500) / 2)
    const list = await api.collect('SELECT v FROM chunks GROUP BY part')
    expect(list.map(({ records }) => records.length)).toEqual([1250, 1250])
    await expect(api.collect('SELECT v FROM chunks', { maxRows: 2499 })).rejects.toMatchObject({ limit: 'maxRows' })
  })

  it('binds parameters of every type', async () => {
    const api = place.api(options)
    const params = {
      host: /^a$/,
      big: BIG,
      since: new Date(0),
      step: influxqlDuration('1h'),
      usage: 1.5,
    }
    const query =
      'SELECT last(n) FROM cpu WHERE host =~ $host AND n = $big AND time > $since AND usage = $usage AND time < 1d GROUP BY time($step) fill(none)'
    const found: unknown[] = []
    for await (const { values } of api.stream(query, { params })) found.push(values['last'])
    expect(found).toEqual([BIG])
    await expect(api.collect('SELECT n FROM cpu WHERE host = $host', { params: {} })).rejects.toMatchObject({
      code: 'FLUXLINE_HTTP',
      status: 400,
      message: expect.stringContaining('missing parameter: host'),
    })
  })

  it('throws the error of a statement with its number, after the records before it', async () => {
    const got: unknown[] = []
    const read = async (): Promise<void> => {
      for await (const record of place
        .api(options)
        .stream('SELECT n FROM cpu; SELECT nope(n) FROM cpu; SHOW DATABASES'))
        got.push(record)
    }
    await expect(read()).rejects.toMatchObject({
      code: 'FLUXLINE_INFLUXQL',
      statement: 1,
      query: 'SELECT nope(n) FROM cpu',
      notExecuted: [2],
    })
    expect(got).toHaveLength(3)
    const results = await place.api(options).statements('SHOW MEASUREMENTS; SELECT * FROM nodb..x; SHOW DATABASES')
    expect(results.map(({ query, series, error }) => [query, series.length, error && error.code])).toEqual([
      ['SHOW MEASUREMENTS', 1, undefined],
      ['SELECT * FROM nodb..x', 0, 'FLUXLINE_INFLUXQL'],
      ['SHOW DATABASES', 0, 'FLUXLINE_INFLUXQL'],
    ])
  })

  it('shows why InfluxDB refuses a query', async () => {
    await expect(place.api().collect('SELECT n FRO cpu')).rejects.toMatchObject({
      code: 'FLUXLINE_HTTP',
      status: 400,
      serverMessage: expect.stringContaining('found FRO, expected FROM at line 1, char 10'),
    })
  })

  it('runs statements without a result, and reads those after them', async () => {
    await write(place.client, ['gone v=1 1', 'gone2 v=1 1'], { bucket: place.bucket })
    const list = await place.api().collect('DELETE FROM gone WHERE time = 1; SELECT v FROM gone; SELECT v FROM gone2')
    expect(list.map(({ name, statement }) => [name, statement])).toEqual([['gone2', 2]])
    expect(await place.api().collect('DROP MEASUREMENT gone2')).toEqual([])
    expect(await place.api().collect('SELECT v FROM gone2')).toEqual([])
  })

  it('gives typed rows, with tags from columns or from GROUP BY', async () => {
    const Cpu = defineMeasurement('cpu', {
      tags: { host: tag(), region: tag({ optional: true }) },
      fields: { usage: float(), n: int(), s: string({ optional: true }) },
    })
    const api = place.api(options)
    const expected = [
      { host: 'b', usage: -0.5, n: 5, s: '', time: -86_400_000_000_001n },
      { host: 'a', region: 'eu', usage: 2, n: -(2n ** 63n), time: -1n },
      { host: 'a', region: 'eu', usage: 1.5, n: BIG, s: "it's", time: 1n },
    ]
    const rowsOf = async (query: string): Promise<unknown[]> => {
      const rows: unknown[] = []
      for await (const row of api.rows(query, Cpu)) rows.push(row)
      return rows
    }
    expect(await rowsOf('SELECT * FROM cpu')).toEqual(expected)
    expect(new Set(await rowsOf('SELECT n, s, usage FROM cpu GROUP BY host, region'))).toEqual(new Set(expected))
    await expect(rowsOf('SELECT usage FROM cpu')).rejects.toMatchObject({
      code: 'FLUXLINE_ROW',
      message: expect.stringContaining('it has no column host; add it to the query'),
    })
    await expect(rowsOf('SELECT * FROM mem')).rejects.toMatchObject({ code: 'FLUXLINE_ROW' })
  })

  it('returns raw responses of each format, with times in each unit', async () => {
    const api = place.api()
    const query = 'SELECT usage FROM mem'
    expect(JSON.parse(await api.raw(query))).toMatchObject({
      results: [{ series: [{ values: [['1970-01-01T00:00:00.000000001Z', 3]] }] }],
    })
    expect(await api.raw(query, { format: 'csv', epoch: 'ns' })).toMatch(/^name,tags,time,usage\nmem,,1,3\n/)
    const bytes = await api.raw(query, { format: 'msgpack', epoch: 'ns', as: 'bytes' })
    expect([...bytes.subarray(0, 2)]).toEqual([0x81, 0xa7])
    const hour = await api.raw(influxql`SELECT usage FROM cpu WHERE usage = -0.5`, { epoch: 'us' })
    expect(JSON.parse(hour)).toMatchObject({ results: [{ series: [{ values: [[-86_400_000_000, -0.5]] }] }] })
  })

  it('reads infinity as MessagePack, and says that JSON has none', async () => {
    await write(place.client, ['huge f=1.7e308 1', 'huge f=1.7e308 2'], { bucket: place.bucket })
    const query = 'SELECT sum(f) FROM huge'
    expect((await place.api().collect(query)).toValues(['sum'])).toEqual([[Infinity]])
    await expect(place.api().collect(query, { format: 'json' })).rejects.toThrow(/JSON has no infinity; leave out/)
  })

  it('returns what a batch of points of any time was', async () => {
    const times = [0n, 1n, -1n, 2n ** 53n, -(2n ** 62n), 1_700_000_000_000_000_001n]
    const points = times.map((time, id) => new Point('times').intField('id', id).time(time, 'ns'))
    await write(place.client, points, { bucket: place.bucket })
    const list = await place.api().collect('SELECT id FROM times')
    for (const { time, values } of list[0]!.records) expect(time!.nanoseconds).toBe(times[values['id'] as number])
  })
})
