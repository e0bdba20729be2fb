import { HttpError } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { show } from '@fluxline/internal/show'
import { requestJson } from './request.ts'
import type { JsonRequest, JsonResponse } from './request.ts'

/** What a member of a resource must be. An optional list that is missing or null becomes an empty one. */
type MemberKind = 'text' | 'list' | 'optional list'

/** The members of a resource that its type promises and that calls rely on. */
export type Shape = Readonly<Record<string, MemberKind>>

type Members = Readonly<Record<string, unknown>>

/**
 * Sends a request and returns the resource in its response, or in one member of it.
 *
 * @throws HttpError if the response is something else; what `request` throws
 */
export async function requestResource<Resource>(
  client: Client,
  spec: JsonRequest,
  shape: Shape,
  member?: string,
): Promise<Resource> {
  const response = await requestJson(client, spec)
  const document = membersOf(response, 'the response', response.document)
  const resource =
    member === undefined
      ? withShape(response, 'the response', document, shape)
      : withShape(response, `"${member}"`, document[member], shape)
  return resource as Resource
}

/**
 * Sends a request and returns the list in one member of its response.
 *
 * @param shape of each item
 * @param empty what InfluxDB sends if the list is empty
 * @throws HttpError as {@link requestResource}
 */
export async function requestList<Item>(
  client: Client,
  spec: JsonRequest,
  member: string,
  shape: Shape,
  empty: '[]' | 'null' = '[]',
): Promise<Item[]> {
  const response = await requestJson(client, spec)
  const list = listOf(response, member, empty)
  return list.map((item, index) => withShape(response, `"${member}"[${index}]`, item, shape) as Item)
}

/** Like {@link requestList}, for a list of texts. */
export async function requestTexts(client: Client, spec: JsonRequest, member: string): Promise<string[]> {
  const response = await requestJson(client, spec)
  return listOf(response, member, '[]').map((item, index) => {
    if (typeof item === 'string') return item
    throw unexpected(response, `"${member}"[${index}] is ${describe(item, response)}, not a text`)
  })
}

/** Like {@link requestResource}, for an object of texts in one member of the response. */
export async function requestTextsByName<Texts>(client: Client, spec: JsonRequest, member: string): Promise<Texts> {
  const response = await requestJson(client, spec)
  const found = membersOf(response, `"${member}"`, membersOf(response, 'the response', response.document)[member])
  const shape = Object.fromEntries(Object.keys(found).map((name) => [name, 'text' as const]))
  return withShape(response, `"${member}"`, found, shape) as Texts
}

function listOf(response: JsonResponse, member: string, empty: '[]' | 'null'): readonly unknown[] {
  const list = membersOf(response, 'the response', response.document)[member]
  if (Array.isArray(list)) return list
  if (empty === 'null' && list === null) return []
  throw unexpected(response, `"${member}" is ${describe(list, response)}, not a list`)
}

function withShape(response: JsonResponse, place: string, value: unknown, shape: Shape): Members {
  const members: Record<string, unknown> = { ...membersOf(response, place, value) }
  for (const [name, kind] of Object.entries(shape)) {
    const member = members[name]
    if (kind === 'optional list' && (member === undefined || member === null)) members[name] = []
    else if (kind === 'text' ? typeof member !== 'string' : !Array.isArray(member)) {
      throw unexpected(
        response,
        `"${name}" of ${place} is ${describe(member, response)}, not ${kind === 'text' ? 'a text' : 'a list'}`,
      )
    }
  }
  return members
}

function membersOf(response: JsonResponse, place: string, value: unknown): Members {
  if (typeof value === 'object' && value && !Array.isArray(value)) return value as Members
  throw unexpected(response, `${place} is ${describe(value, response)}, not an object`)
}

function describe(value: unknown, { redact = String }: JsonResponse): string {
  if (value === undefined) return 'missing'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' && value ? 'an object' : show(typeof value === 'string' ? redact(value) : value)
}

function unexpected(response: JsonResponse, problem: string): HttpError {
  const { method, path, status, redact = String, document } = response
  const requestId = response.requestId && redact(response.requestId)
  const remedy = 'Check that `url` points to InfluxDB, and any proxy in front of it'
  const message = `${method} ${path} returned ${status}, but ${redact(problem)}. ${remedy}${requestId ? ` (request ${requestId})` : ''}`
  const body = document === undefined ? '' : redact(JSON.stringify(document))
  return new HttpError(message, { method, path, status, requestId, body })
}
