import { QueryError } from '@fluxline/internal/query-errors'
import { show } from '@fluxline/internal/show'
import { checkTemplate, excerpt } from '@fluxline/internal/template-parts'
import { textInPlace } from './place-value.ts'
import { quoteName } from './quote.ts'
import { Scanner } from './scanner.ts'
import { SqlExpression, valueExpression } from './sql-expression.ts'
import { intervalText, toValueNode } from './value-node.ts'
import type { SqlInput } from './value-node.ts'

/**
 * Makes SQL text with values in it, which are never code:
 *
 * - inside single quotes, a value becomes its text, escaped; inside double quotes, a part of an identifier
 * - after `FROM`, `JOIN`, `GROUP BY`, `ORDER BY` and a dot, text becomes an identifier
 * - elsewhere, it becomes a literal of its type: `'text'`, `TIMESTAMP '…'` with nanoseconds, `INTERVAL '…'`, a list in
 *   parentheses, `NULL`
 * - inside a comment or dollar quotes, and in a name or a number, it is an error
 *
 * ```ts
 * sql`SELECT avg(usage) FROM ${table} WHERE host = ${host} AND time > ${since} AND region IN ${regions}`
 * ```
 *
 * Nested templates are inserted unchanged. Only the text of {@link sqlRaw} is unchecked.
 * @throws QueryError on a value that SQL cannot write, and in a place where no value can be put, with its location
 */
export function sql(parts: TemplateStringsArray, ...values: SqlInput[]): SqlExpression {
  checkTemplate(USAGE, parts, values)
  const scanner = new Scanner()
  let script = parts[0]!
  scanner.feed(script)
  for (const [index, value] of values.entries()) {
    const after = parts[index + 1]!
    const location = `Value ${index + 1} of the template`
    const node = toValueNode(value, location)
    const text = textInPlace(node, { scanner, before: script, after, location })
    if (typeof text !== 'string') throw new QueryError(`${location} ${text.problem}.${excerpt(script, after)}`)
    if (node.type === 'code') scanner.feed(text)
    else scanner.operand()
    scanner.feed(after)
    script += text + after
  }
  if (scanner.mode === 'code' || scanner.mode === 'line comment') {
    return new SqlExpression(scanner.mode === 'code' ? script : `${script}\n`)
  }
  throw new QueryError(`The template ends inside a ${scanner.mode}; close it.`)
}

const USAGE = 'sql is the tag of a template: write sql`SELECT …`. Pass SQL as text to sqlRaw.'

/** Makes SQL of text, unchecked: a person who can choose the text can run any query. */
export function sqlRaw(text: string): SqlExpression {
  return new SqlExpression(text)
}

/** Makes an identifier: the name of a table or a column, which keeps its case. @throws QueryError */
export function sqlIdentifier(name: string): SqlExpression {
  if (typeof name !== 'string') throw new QueryError(`The identifier is ${show(name)}; pass a name as text.`)
  return valueExpression(quoteName(name, 'The identifier'), { type: 'name', text: name })
}

/**
 * Makes an interval of a duration such as `1h30m`, in the units y, mo, w, d, h, m, s, ms, us and ns.
 *
 * @throws QueryError if it is none
 */
export function sqlInterval(text: string): SqlExpression {
  const words = intervalText(text, 'The interval')
  return valueExpression(`INTERVAL '${words}'`, { type: 'interval', text: words })
}
