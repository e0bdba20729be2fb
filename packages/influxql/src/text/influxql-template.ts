import { QueryError } from '@fluxline/internal/query-errors'
import { show } from '@fluxline/internal/show'
import { checkTemplate, excerpt } from '@fluxline/internal/template-parts'
import { InfluxQLExpression, valueExpression } from './influxql-expression.ts'
import { textInPlace } from './place-value.ts'
import { quoteName } from './quote.ts'
import { Scanner } from './scanner.ts'
import { durationText, toValueNode } from './value-node.ts'
import type { InfluxQLInput } from './value-node.ts'

/**
 * Makes InfluxQL text with values in it, which are never code:
 *
 * - inside quotes, a value becomes its text, escaped: `'${host}'` is a string, `"${name}"` an identifier
 * - inside a regular expression, it becomes text that matches literally: `/^${host}:/`
 * - after `FROM`, `INTO`, `ON`, `BY`, `SELECT` and such keywords, and after a dot, text becomes an identifier
 * - after `=~` and `!~`, a list becomes a regular expression that matches one of its elements
 * - elsewhere, it becomes a literal of its type; before a unit, an integer becomes a duration: `time(${5}m)`
 * - inside a comment, in a name or a number, and after a backslash, it is an error
 *
 * ```ts
 * influxql`SELECT mean(usage) FROM ${measurement} WHERE host = ${host} AND time > ${since} GROUP BY time(${5}m)`
 * ```
 *
 * Nested templates are inserted unchanged. Only the text of {@link influxqlRaw} is unchecked.
 * @throws QueryError on a value that InfluxQL cannot write, and in a place where no value can be put, with its location
 */
export function influxql(parts: TemplateStringsArray, ...values: InfluxQLInput[]): InfluxQLExpression {
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
    else scanner.operand(text.length)
    scanner.feed(after)
    script += text + after
  }
  if (scanner.mode === 'code' || scanner.mode === 'line comment') {
    return new InfluxQLExpression(scanner.mode === 'code' ? script : `${script}\n`)
  }
  throw new QueryError(`The template ends inside a ${scanner.mode}; close it.`)
}

const USAGE = 'influxql is the tag of a template: write influxql`SELECT …`. Pass InfluxQL as text to influxqlRaw.'

/** Makes InfluxQL of text, unchecked: a person who can choose the text can run any statement. */
export function influxqlRaw(text: string): InfluxQLExpression {
  return new InfluxQLExpression(text)
}

/** Makes an identifier: the name of a measurement, a field, a tag, a database or a user. @throws QueryError */
export function identifier(name: string): InfluxQLExpression {
  if (typeof name !== 'string') throw new QueryError(`The identifier is ${show(name)}; pass a name as text.`)
  return valueExpression(quoteName(name, 'The identifier'), { type: 'name', text: name })
}

/** Makes a duration such as `1h30m`, in the units w, d, h, m, s, ms, u and ns. @throws QueryError if it is none */
export function influxqlDuration(text: string): InfluxQLExpression {
  const duration = durationText(text, 'The duration')
  return valueExpression(duration, { type: 'duration', text: duration })
}
