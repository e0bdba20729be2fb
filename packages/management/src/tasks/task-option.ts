import { OptionError } from '@fluxline/core'
import { endOfPiece, fluxString } from '../shared/flux-text.ts'
import { checkName } from '../shared/ids.ts'

/** When a task runs: after each interval, or at the times of a cron expression. */
export type Schedule =
  | { readonly every: string; readonly cron?: undefined; readonly offset?: string | undefined }
  | { readonly cron: string; readonly every?: undefined; readonly offset?: string | undefined }

/** Members of a task's option to write; `null` takes one out. */
export interface TaskOptionChanges {
  readonly name?: string | undefined
  readonly every?: string | undefined
  readonly cron?: string | undefined
  readonly offset?: string | null | undefined
}

/**
 * A script with the option that makes a task of it. It goes last, since imports have to come first.
 *
 * @throws OptionError where a duration is none, or where the script has such an option already
 * @see InfluxDB documentation, "Define task options"
 */
export function withTaskOption(flux: string, { name, every, cron, offset }: Schedule & { name: string }): string {
  checkName('task', name)
  if (findOption(flux)) {
    throw new OptionError('flux has an option task of its own; take it out, or give the script to create as it is.')
  }
  const members = Object.entries(literals({ name, every, cron, offset })).map(([key, text]) => `${key}: ${text}`)
  return `${flux.trimEnd()}\n\noption task = {${members.join(', ')}}\n`
}

/**
 * Changes members of a script's task option, and nothing else in it.
 *
 * InfluxDB can do it too, but formats the whole script anew, and fails at names with quotes.
 * @throws OptionError where the option is not written out as `option task = {…}`
 */
export function changeTaskOption(flux: string, changes: TaskOptionChanges): string {
  return Object.entries(literals(changes)).reduce((text, [key, literal]) => changeMember(text, key, literal), flux)
}

function changeMember(flux: string, key: string, literal: string | null): string {
  const members = findOption(flux)
  const last = members?.at(-1)
  if (!members || !last) {
    throw new OptionError('flux has no option task = {…} that could be changed; give the whole script as flux.')
  }
  const splice = (start: number, end: number, text: string): string => flux.slice(0, start) + text + flux.slice(end)
  // A task has one schedule.
  const rival = { every: 'cron', cron: 'every' }[key]
  const at = members.findIndex((member) => member.key === key || member.key === rival)
  const found = members[at]
  if (literal !== null) {
    return found
      ? splice(found.start, found.end, `${key}: ${literal}`)
      : splice(last.end, last.end, `, ${key}: ${literal}`)
  }
  if (!found) return flux
  const before = members[at - 1]
  return before ? splice(before.end, found.end, '') : splice(found.start, members[at + 1]?.start ?? found.end, '')
}

function literals({ name, every, cron, offset }: TaskOptionChanges): Record<string, string | null> {
  return {
    ...(name !== undefined && { name: fluxString(name) }),
    ...(every !== undefined && { every: duration('every', every) }),
    ...(cron !== undefined && { cron: fluxString(cron) }),
    ...(offset !== undefined && { offset: offset === null ? null : duration('offset', offset) }),
  }
}

function duration(name: string, text: string): string {
  if (/^(-?)(\d+(y|mo|w|d|h|ms|m|us|µs|ns|s))+$/.test(text)) return text
  throw new OptionError(`${name} is ${JSON.stringify(text)}; write a Flux duration such as 1h30m.`)
}

/** A member of the option, from its key to the end of its value. */
interface Member {
  readonly key: string
  readonly start: number
  readonly end: number
}

/** The members of a script's task option; `undefined` where it has none that is written out. */
function findOption(flux: string): Member[] | undefined {
  const opening = /option\s+task\s*=\s*\{/y
  for (let at = 0; at < flux.length; at = endOfPiece(flux, at)) {
    opening.lastIndex = at
    const found = opening.exec(flux)
    if (found) return membersOf(flux, at + found[0].length)
  }
  return undefined
}

/** The members of an object that opens right before `at`. */
function membersOf(flux: string, at: number): Member[] {
  const members: Member[] = []
  let start = -1
  let end = -1
  let depth = 1
  for (let next = at; at < flux.length && depth > 0; at = next) {
    next = endOfPiece(flux, at)
    const piece = flux.slice(at, next)
    if ('{(['.includes(piece)) depth++
    if ('})]'.includes(piece)) depth--
    if (depth === 0 || (depth === 1 && piece === ',')) {
      if (start >= 0) members.push({ key: keyOf(flux.slice(start, end)), start, end })
      start = -1
    } else if (piece.trim() !== '' && !piece.startsWith('//')) {
      if (start < 0) start = at
      end = next
    }
  }
  return members
}

function keyOf(member: string): string {
  return /^"?(\w+)/.exec(member)?.[1] ?? ''
}
