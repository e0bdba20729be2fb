import { describe, expect, it } from 'vitest'
import { withPivot } from './with-pivot.ts'

const PIVOT = '|> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")'

describe('a pivot', () => {
  it.each<[string, string]>([
    ['of one pipeline', 'from(bucket: "b") |> range(start: -1h)'],
    ['that ends in a comment', 'from(bucket: "b")\n  |> range(start: -1h) // the last hour'],
    [
      'with imports, options and assignments before',
      'import "date"\noption now = () => 2026-01-01T00:00:00Z\nd = from(bucket: "b")\nd |> range(start: 2025-12-01T00:00:00Z)',
    ],
    [
      'with functions before',
      'f = (tables=<-) => tables |> range(start: -1h)\ng = (r) => { x = r._value / 2.0\n return x }\nfrom(bucket: "b") |> f()',
    ],
    [
      'that mentions yield and statements only in strings',
      'from(bucket: "a = b // |> yield()") |> filter(fn: (r) => r.x =~ /yield(")/)',
    ],
    ['with quotes inside a string', 'x = "a ${r["b"]} |> yield()"\nfrom(bucket: x)'],
    ['that calls a member of a package', 'import "sampledata"\nsampledata.int()'],
    ['that divides on the way', 'x = 10 / 5\nfrom(bucket: "b") |> range(start: -1h) |> limit(n: x)'],
  ])('is appended to a script %s', (_, script) => {
    expect(withPivot(script)).toBe(`${script}\n${PIVOT}`)
  })

  it.each<[string, string, RegExp]>([
    ['yields', 'from(bucket: "b") |> range(start: -1h) |> yield(name: "x")', /yield names/],
    ['yields on the way', 'from(bucket: "b") |> yield() |> range(start: -1h)', /yield names/],
    [
      'ends in an assignment',
      'd = from(bucket: "b") |> range(start: -1h)',
      /the script's last statement does not yield a result/,
    ],
    ['assigns after its result', 'from(bucket: "b")\nd = 1', /the script's last statement does not yield a result/],
    ['has two results', 'from(bucket: "a") |> range(start: -1h)\nfrom(bucket: "b") |> range(start: -1h)', /2 results/],
    ['chooses its result', 'if true then from(bucket: "a") else from(bucket: "b")', /not a single pipeline/],
    ['is empty', '// nothing', /does not yield a result/],
  ])('is refused if the script %s', (_, script, message) => {
    expect(() => withPivot(script)).toThrow(
      expect.objectContaining({ code: 'FLUXLINE_QUERY', message: expect.stringMatching(message) }),
    )
  })
})
