import { fluxString } from '@fluxline/internal/flux-string'
import { regexpSource } from '@fluxline/internal/regexp-text'

/** Flux literals as nodes of its syntax tree: `extern` takes them, and a template prints them. */
export type FluxNode =
  | { readonly type: 'StringLiteral'; readonly value: string }
  | { readonly type: 'IntegerLiteral'; readonly value: string }
  /** At most 15 digits, without an exponent. */
  | { readonly type: 'FloatLiteral'; readonly value: number }
  | { readonly type: 'BooleanLiteral'; readonly value: boolean }
  | { readonly type: 'DateTimeLiteral'; readonly value: string }
  | { readonly type: 'DurationLiteral'; readonly values: readonly { magnitude: number; unit: string }[] }
  | { readonly type: 'RegexpLiteral'; readonly value: string }
  | { readonly type: 'ArrayExpression'; readonly elements: readonly FluxNode[] }
  | ObjectNode
  | { readonly type: 'UnaryExpression'; readonly operator: '-'; readonly argument: FluxNode }
  | { readonly type: 'CallExpression'; readonly callee: Identifier; readonly arguments: readonly [ObjectNode] }
  | FluxText

/** Flux as text, which a template can contain and `extern` cannot. */
interface FluxText {
  readonly type: 'FluxText'
  readonly text: string
}

interface Identifier {
  readonly type: 'Identifier'
  readonly name: string
}

interface ObjectNode {
  readonly type: 'ObjectExpression'
  readonly properties: readonly {
    readonly type: 'Property'
    readonly key: Identifier | { readonly type: 'StringLiteral'; readonly value: string }
    readonly value: FluxNode
  }[]
}

/** Returns `name(v: "text")`, which makes a value that Flux has no literal for. */
export function conversion(name: 'float' | 'uint' | 'bytes', text: string): FluxNode {
  const property = { type: 'Property', key: identifier('v'), value: { type: 'StringLiteral', value: text } } as const
  return {
    type: 'CallExpression',
    callee: identifier(name),
    arguments: [{ type: 'ObjectExpression', properties: [property] }],
  }
}

export function identifier(name: string): Identifier {
  return { type: 'Identifier', name }
}

/** Returns a node as Flux text. */
export function printNode(node: FluxNode): string {
  switch (node.type) {
    case 'FluxText':
      return node.text
    case 'StringLiteral':
      return fluxString(node.value)
    case 'IntegerLiteral':
      return printInteger(node.value)
    case 'FloatLiteral':
      return printFloat(node.value)
    case 'BooleanLiteral':
      return String(node.value)
    case 'DateTimeLiteral':
      return node.value
    case 'DurationLiteral':
      return node.values.map(({ magnitude, unit }) => `${magnitude}${unit}`).join('')
    case 'RegexpLiteral':
      return `/${regexpSource(node.value, 'Flux')}/`
    case 'ArrayExpression':
      return `[${node.elements.map(printNode).join(', ')}]`
    case 'ObjectExpression':
      return `{${printProperties(node)}}`
    case 'UnaryExpression':
      return node.argument.type === 'DurationLiteral'
        ? `-${printNode(node.argument)}`
        : `(-${printNode(node.argument)})`
    case 'CallExpression':
      return `${node.callee.name}(${printProperties(node.arguments[0])})`
  }
}

/** Returns what a value is as text inside a string or a regular expression; `undefined` if it is nothing of the kind. */
export function textOfNode(node: FluxNode): string | undefined {
  switch (node.type) {
    case 'StringLiteral':
    case 'IntegerLiteral':
    case 'FloatLiteral':
    case 'BooleanLiteral':
    case 'DateTimeLiteral':
      return String(node.value)
    case 'DurationLiteral':
      return printNode(node)
    case 'UnaryExpression': {
      const text = textOfNode(node.argument)
      return text && `-${text}`
    }
    case 'CallExpression':
      return textOfNode(node.arguments[0].properties[0]!.value)
    default:
      return undefined
  }
}

function printProperties({ properties }: ObjectNode): string {
  return properties
    .map(({ key, value }) => `${key.type === 'Identifier' ? key.name : fluxString(key.value)}: ${printNode(value)}`)
    .join(', ')
}

/** Literals have no sign, so a negative one is an expression, and the smallest int cannot be written as one. */
function printInteger(digits: string): string {
  if (digits === String(-(2n ** 63n))) return `int(v: "${digits}")`
  return digits.startsWith('-') ? `(${digits})` : digits
}

function printFloat(value: number): string {
  const text = Number.isInteger(value) ? `${value}.0` : String(value)
  return text.startsWith('-') ? `(${text})` : text
}
