import { inspect } from 'node:util'
import { expect, expectTypeOf, it } from 'vitest'
import {
  addToMessage,
  assignDefined,
  ClosedError,
  FluxlineError,
  hasBrand,
  isInfluxDBError,
  OptionError,
  reword,
} from './errors.ts'

class SampleError extends FluxlineError {
  override readonly name = 'SampleError'
  readonly code = 'FLUXLINE_HTTP'
  constructor(message: string, members: object = {}, options?: ErrorOptions) {
    super(message, options)
    assignDefined(this, members)
  }

  get retryable(): boolean {
    return true
  }
}

/** As another copy of a package would make it. */
function copyOf(error: FluxlineError): Error {
  const copy = Object.assign(new Error(error.message), { name: error.name, code: error.code })
  return Object.defineProperty(copy, Symbol.for('fluxline.error'), { value: true })
}

it('recognises errors of another copy by their brand', () => {
  const error = new OptionError('x')
  expect(isInfluxDBError(error)).toBe(true)
  expect(isInfluxDBError(copyOf(error))).toBe(true)
  for (const other of [new Error('x'), { code: 'FLUXLINE_OPTION' }, 'text', null, undefined, 1n]) {
    expect(isInfluxDBError(other)).toBe(false)
  }
  expect(
    hasBrand(
      Object.assign(() => {}, { [Symbol.for('a')]: 1 }),
      Symbol.for('a'),
    ),
  ).toBe(true)
})

it('instanceof holds across copies of OptionError and ClosedError, and keeps them apart', () => {
  const option = new OptionError('x')
  const closed = new ClosedError('x', 'writer')
  expect(copyOf(option)).toBeInstanceOf(OptionError)
  expect(copyOf(closed)).toBeInstanceOf(ClosedError)
  expect(option).not.toBeInstanceOf(ClosedError)
  expect(closed).not.toBeInstanceOf(OptionError)
  expect(Object.assign(new Error('x'), { code: 'FLUXLINE_OPTION' })).not.toBeInstanceOf(OptionError)
  expect(option).toBeInstanceOf(FluxlineError)
  const unknown: unknown = option
  if (unknown instanceof OptionError) expectTypeOf(unknown).toEqualTypeOf<OptionError>()
})

it('has only the members that are set', () => {
  expect(Object.keys(new OptionError('x'))).toEqual(['name', 'code'])
  expect(new OptionError('x', { option: 'a', value: 0 })).toMatchObject({ option: 'a', value: 0 })
  expect('cause' in new OptionError('x', { cause: undefined })).toBe(false)
  expect(new OptionError('x', { cause: 'y' }).cause).toBe('y')
  expect(new ClosedError('x', 'client').what).toBe('client')
})

it('becomes JSON: name, code, message, retryable, the members that are set, and the cause without its stack', () => {
  const cause = Object.assign(new TypeError('refused'), { code: 'ECONNREFUSED', secret: 1 })
  const error = new SampleError('lost', { status: 503, requestId: undefined, nanoseconds: 2n ** 63n }, { cause })
  expect(JSON.stringify(error)).toBe(
    '{"name":"SampleError","code":"FLUXLINE_HTTP","message":"lost","retryable":true,"status":503,' +
      '"nanoseconds":"9223372036854775808","cause":{"name":"TypeError","message":"refused","code":"ECONNREFUSED"}}',
  )
  expect(JSON.stringify(new OptionError('x'))).toBe('{"name":"OptionError","code":"FLUXLINE_OPTION","message":"x"}')
  expect(new OptionError('x', { cause: 'text' }).toJSON()['cause']).toBe('text')
})

it.each([
  [{ deep: [1n] }, { deep: ['1'] }],
  [Number.NaN, null],
  [new Date(0), '1970-01-01T00:00:00.000Z'],
])('%s as a member does not keep an error from becoming JSON', (value, json) => {
  expect(JSON.parse(JSON.stringify(new SampleError('x', { value })))).toMatchObject({ value: json })
})

it('keeps the value of an option only if it cannot be a secret', () => {
  for (const value of [5, 5n, false]) expect(new OptionError('x', { value }).value).toBe(value)
  for (const value of ['p4ss', { token: 'p4ss' }, ['p4ss'], () => 'p4ss', null, undefined]) {
    expect(new OptionError('x', { value })).not.toHaveProperty('value')
  }
})

it('replaces secrets in an error: in its message, its stack and its members', () => {
  const error = new SampleError('before p4ss after', { column: 'p4ss', status: 5 })
  expect(reword(error, (text) => text.replaceAll('p4ss', '***'))).toBe(error)
  expect(error).toMatchObject({ message: 'before *** after', column: '***', status: 5, name: 'SampleError' })
  expect(inspect(error)).not.toContain('p4ss')
  expect(reword('p4ss', () => '')).toBe('p4ss')
})

it('becomes JSON without the members if one contains itself', () => {
  const value: Record<string, unknown> = {}
  value['self'] = value
  expect(new SampleError('x', { value }).toJSON()).toEqual({
    name: 'SampleError',
    code: 'FLUXLINE_HTTP',
    message: 'x',
    retryable: true,
  })
})

it('console.log shows name, message, stack, the members that are set and the stack of the cause', () => {
  const cause = new TypeError('refused')
  const error = new SampleError('lost', { status: 503, requestId: undefined }, { cause })
  const shown = inspect(error)
  expect(shown).toMatch(/^SampleError: lost\n {4}at .*errors\.test\.ts/)
  expect(shown).toContain("code: 'FLUXLINE_HTTP',\n  status: 503")
  expect(shown).toMatch(/\[cause\]: TypeError: refused\n {6}at .*errors\.test\.ts/)
  expect(shown).not.toMatch(/undefined|name:|fluxline\.error|inspect\.custom/)
  expect(inspect(new OptionError('x'))).not.toMatch(/cause|undefined/)
  expect(inspect({ error: new OptionError('inner') })).toMatch(/^\{\n {2}error: OptionError: inner\n {6}at /)
})

it('shows an error that is the cause of another, each with the members that are set', () => {
  const shown = inspect(new SampleError('outer', {}, { cause: new OptionError('inner', { option: undefined }) }))
  expect(shown).toContain('[cause]: OptionError: inner')
  expect(shown).not.toContain('undefined')
})

it('adds to a message in place: class, cause and members stay, and the stack shows it', () => {
  const cause = new Error('why')
  const error = new SampleError('lost $& here', { status: 1 }, { cause })
  const frames = error.stack!.split('\n').slice(1)
  expect(addToMessage(error, ' $& now')).toBe(error)
  expect(error.message).toBe('lost $& here $& now')
  expect(addToMessage(error, 'Oh: ', 'before').message).toBe('Oh: lost $& here $& now')
  expect(error.stack).toMatch(/Error: Oh: lost \$& here \$& now\n/)
  expect(error.stack!.split('\n').slice(1)).toEqual(frames)
  expect(error.cause).toBe(cause)
  expect(error).toBeInstanceOf(SampleError)
  expect(Object.keys(error)).toEqual(['name', 'code', 'status'])
  expect(inspect(error)).toMatch(/^SampleError: Oh: lost \$& here \$& now\n {4}at /)
})

it('adds to the message of an error that had none, and of a DOMException, whose message is read-only', () => {
  expect(addToMessage(new TypeError(), 'why').stack).toMatch(/^TypeError: why\n/)
  expect(addToMessage(new DOMException('left', 'AbortError'), ' early').message).toBe('left early')
})
