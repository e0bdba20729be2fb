import { describe, expect, it } from 'vitest'
import { collectFrames, streamFrames } from '../src/index.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

function response(value: string, cell: string): string {
  return (
    `#datatype,string,long,dateTime:RFC3339,${value}\r\n#group,false,false,false,false\r\n#default,_result,,,\r\n` +
    `,result,table,_time,_value\r\n,,0,2026-01-01T00:00:00Z,${cell}\r\n\r\n`
  )
}

describe('drop', () => {
  it('leaves columns out, and ignores labels that the response does not have', async () => {
    const options = { drop: ['result', 'table', '_start'] }
    const [frame] = await collectFrames([bytes(response('double', '1.5'))], options)
    expect(frame!.schema.fields.map(({ name }) => name)).toEqual(['_time', '_value'])
    for await (const streamed of streamFrames([bytes(response('double', '1.5'))], options)) {
      expect(streamed.toArray().map((row) => row.toJSON())).toEqual([{ _time: Date.UTC(2026, 0, 1), _value: 1.5 }])
    }
  })

  it('joins schemas that differ in nothing else', async () => {
    const chunks = [bytes(response('double', '1.5') + response('string', 'x'))]
    expect(await collectFrames(chunks)).toHaveLength(2)
    const [frame, ...others] = await collectFrames(chunks, { drop: ['_value'] })
    expect([frame!.numRows, others]).toEqual([2, []])
  })

  it.each<[object, string]>([
    [{ drop: 'table' }, 'FLUXLINE_OPTION'],
    [{ drop: [1] }, 'FLUXLINE_OPTION'],
    [{ index: '_time' }, 'FLUXLINE_OPTION'],
    [{ drop: ['result', 'table', '_time', '_value'] }, 'FLUXLINE_DATAFRAME'],
    [{ drop: ['_time'], index: ['_time'] }, 'FLUXLINE_DATAFRAME'],
  ])('refuses %j', async (options, code) => {
    await expect(collectFrames([bytes(response('double', '1'))], options)).rejects.toMatchObject({ code })
  })
})

/** A response of five rows, with ten labels that occur twice. */
function wide(columns: number): Uint8Array {
  const labels = Array.from({ length: columns }, (_, column) => `,c${column % (columns - 10)}`).join('')
  return bytes(
    `#datatype,string,long${',double'.repeat(columns)}\n#group,false,false${',false'.repeat(columns)}\n` +
      `#default,_result,${','.repeat(columns)}\n,result,table${labels}\n${`,,0${',1.5'.repeat(columns)}\n`.repeat(5)}\n`,
  )
}

async function timed(columns: number): Promise<number> {
  const chunk = wide(columns)
  const start = performance.now()
  const [frame] = await collectFrames([chunk])
  expect([frame!.numCols, frame!.numRows]).toEqual([columns + 2, 5])
  expect(frame!.getChildAt(columns + 1)!.toArray()).toEqual(new Float64Array(5).fill(1.5))
  return performance.now() - start
}

it('reads 100 000 columns in time that is proportional to the cells', { timeout: 60_000 }, async () => {
  await timed(2_000)
  const small = Math.min(await timed(10_000), await timed(10_000))
  const large = await timed(100_000)
  // Ten times the cells; quadratic time would be a hundred times as long.
  expect(large).toBeLessThan(Math.max(1_500, small * 30))
})
