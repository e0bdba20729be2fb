import { HttpError } from '@fluxline/core'
import { describe, expect, it } from 'vitest'
import { checkPredicate, errorCaret } from '../src/delete/predicate.ts'
import { explain } from '../src/shared/explain-error.ts'
import { changeTaskOption, withTaskOption } from '../src/tasks/task-option.ts'

function explained(serverMessage: string): unknown {
  return explain(new HttpError('x', { method: 'GET', path: '/', status: 403, serverMessage }))
}

function attempt(act: () => unknown): void {
  try {
    act()
  } catch (error) {
    // A script or a predicate may be refused, by an error of the family.
    expect(error).toMatchObject({ code: 'FLUXLINE_OPTION' })
  }
}

const task = (script: string): void => {
  attempt(() => withTaskOption(script, { name: 'x', every: '1h' }))
  attempt(() => changeTaskOption(`option task = {name: "x"}\n${script}`, { every: '1h' }))
  attempt(() => changeTaskOption(`${script}\noption task = {name: "x"}`, { every: '1h' }))
}

const inputs: readonly (readonly [name: string, piece: string, read: (text: string) => void])[] = [
  ['the message of an error, read:', 'read:', (text) => void explained(text)],
  ['the message of an error, read: and its end', 'read:', (text) => void explained(`${text} is unauthorized`)],
  ['the message of an error, a repeated end', ' is unauthorized', (text) => void explained(text)],
  ['the message of an error, failed to', 'failed to : unauthorized ', (text) => void explained(text)],
  ['the message of an error, mapping', 'mapping for user a', (text) => void explained(text)],
  ['a predicate of escaped quotes', String.raw`\"`, (text) => attempt(() => checkPredicate(text))],
  ['a predicate of an open string', '\\\\"', (text) => attempt(() => checkPredicate(`"${text}`))],
  ['a predicate of measurements', '_measurement ', (text) => attempt(() => checkPredicate(text))],
  ['the position of an error', 'at line 1, char 1', (text) => void errorCaret('a="b"', text)],
  ['a script of regular expressions', String.raw`/\/\/`, task],
  ['a script of escaped quotes', String.raw`\"`, task],
  ['a script of nested strings with expressions', '"${', task],
  ['a script of brackets', '({[', task],
  ['a script of options', 'option task = {', task],
  ['a script of slashes', '/', task],
]

describe('is read in linear time:', () => {
  it.each(inputs)('%s', (_, piece, read) => {
    const timed = (length: number): number => {
      const text = piece.repeat(Math.ceil(length / piece.length))
      const start = performance.now()
      read(text)
      return performance.now() - start
    }
    timed(10_000)
    const small = Math.min(timed(125_000), timed(125_000))
    const large = Math.min(timed(1_000_000), timed(1_000_000))
    // Eight times the text takes about eight times as long, in quadratic time 64 times. Short times are noise.
    expect(large).toBeLessThan(Math.max(1_500, small * 30))
  })
})
