import { expect, it } from 'vitest'
import { linesWithAny } from './report.ts'

it('finds a type that is any, and no word of a comment or text', () => {
  const report = ['export function a(value: any): void', '// any', "export type B = 'any'", 'export type Many = number']
  expect(linesWithAny(report.join('\n'))).toEqual(['export function a(value: any): void'])
})
