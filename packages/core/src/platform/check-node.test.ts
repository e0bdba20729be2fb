import { expect, it } from 'vitest'
import { checkNode } from './check-node.ts'

it.each(['22.19.0', '22.23.3', '23.0.0', '24.21.0', '100.1.2'])('accepts Node %s', (version) => {
  expect(() => checkNode(version)).not.toThrow()
})

it.each(['20.20.2', '22.18.9', '18.0.0', '22.2.0'])('refuses Node %s, and names the floor', (version) => {
  expect(() => checkNode(version)).toThrow(`fluxline needs Node.js 22.19 or later, and this is ${version}.`)
})
