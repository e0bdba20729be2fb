import { expect, it } from 'vitest'
import { splitStatements } from './statements.ts'

it.each<[string, string[]]>([
  ['SELECT a FROM b', ['SELECT a FROM b']],
  ['SELECT a FROM b; ; SHOW DATABASES;', ['SELECT a FROM b', 'SHOW DATABASES']],
  [';', []],
  [`SELECT a FROM b WHERE c = 'x;y'; SELECT d FROM "e;f"`, [`SELECT a FROM b WHERE c = 'x;y'`, 'SELECT d FROM "e;f"']],
  [
    String.raw`SELECT a FROM b WHERE c = 'x\';y'; SHOW USERS`,
    [String.raw`SELECT a FROM b WHERE c = 'x\';y'`, 'SHOW USERS'],
  ],
  ['SELECT a FROM /b;c/; SHOW USERS', ['SELECT a FROM /b;c/', 'SHOW USERS']],
  [
    String.raw`SELECT a FROM b WHERE c =~ /d\/;e/; SHOW USERS`,
    [String.raw`SELECT a FROM b WHERE c =~ /d\/;e/`, 'SHOW USERS'],
  ],
  // InfluxDB takes a slash after any backslash for a part of the expression.
  [
    String.raw`SELECT a FROM b WHERE c =~ /d\\/;e/; SHOW USERS`,
    [String.raw`SELECT a FROM b WHERE c =~ /d\\/;e/`, 'SHOW USERS'],
  ],
  ['SELECT a / b FROM c; SELECT d / e FROM f', ['SELECT a / b FROM c', 'SELECT d / e FROM f']],
  ['SELECT a/2/b FROM c; SELECT (a)/ "b"/c FROM d', ['SELECT a/2/b FROM c', 'SELECT (a)/ "b"/c FROM d']],
  ['SELECT /a;b/, c FROM d GROUP BY /e;f/; SHOW USERS', ['SELECT /a;b/, c FROM d GROUP BY /e;f/', 'SHOW USERS']],
  ['SELECT a FROM b -- c; d\n; SHOW USERS', ['SELECT a FROM b -- c; d', 'SHOW USERS']],
  ['SELECT a FROM b WHERE c > 1 /* d; e */; SHOW USERS', ['SELECT a FROM b WHERE c > 1 /* d; e */', 'SHOW USERS']],
])('splits %s', (query, statements) => {
  expect(splitStatements(query).map(({ text }) => text)).toEqual(statements)
})

it('knows which statements have times, and which may have no result', () => {
  const query = 'select a from b; DELETE FROM c; drop measurement d; DROP SERIES FROM e; SHOW DATABASES; (SELECT'
  expect(splitStatements(query).map(({ isSelect, isSilent }) => [isSelect, isSilent])).toEqual([
    [true, false],
    [false, true],
    [false, true],
    [false, true],
    [false, false],
    [true, false],
  ])
})
