import { isDuration } from '@fluxline/internal/duration-text'
import { OptionError } from '@fluxline/internal/errors'
import { lexFlux } from '@fluxline/internal/flux-lexer'
import { fluxString } from '@fluxline/internal/flux-string'
import { showOption } from '@fluxline/internal/show'
import { requireName } from '../shared/ids.ts'

/** When a task runs: at an interval, or at the times of a cron expression. */
export type Schedule =
  | { readonly every: string; readonly cron?: undefined; readonly offset?: string | undefined }
  | { readonly cron: string; readonly every?: undefined; readonly offset?: string | undefined }

/** Members of a task's option to set; `null` removes one. */
export interface TaskOptionChanges {
  readonly name?: string | undefined
  readonly every?: string | undefined
  readonly cron?: string | undefined
  readonly offset?: string | null | undefined
}

/**
 * Returns a script with the option that makes it a task. The option comes last, since imports must come first.
 *
 * @throws OptionError if a duration is not valid, or if the script already has such an option
 * @see InfluxDB documentation, "Define task options"
 */
export function withTaskOption(flux: string, { name, every, cron, offset }: Schedule & { name: string }): string {
  requireName('task', name)
  checkSchedule(every, cron)
  requireScript(flux)
  if (findOption(flux)) {
    throw new OptionError(
      'the script already has `option task`; remove it, or create the task from the script alone.',
      { option: 'flux' },
    )
  }
  const members = Object.entries(literals({ name, every, cron, offset })).map(([key, text]) => `${key}: ${text}`)
  return `${flux.trimEnd()}\n\noption task = {${members.join(', ')}}\n`
}

/**
 * Changes members of a script's task option, and nothing else in it.
 *
 * InfluxDB can do that too, but it formats the whole script, and fails if a name has quotes.
 * @throws OptionError if the script has no `option task = {…}`
 */
export function changeTaskOption(flux: string, changes: TaskOptionChanges): string {
  return Object.entries(literals(changes)).reduce((text, [key, literal]) => changeMember(text, key, literal), flux)
}

/** Checks a script. @throws OptionError if it is not text */
export function requireScript(flux: string): void {
  if (typeof flux === 'string') return
  throw new OptionError(`flux is ${showOption(flux)}; pass the script.`, { option: 'flux', value: flux })
}

function checkSchedule(every: unknown, cron: unknown): void {
  if (every !== undefined && cron !== undefined) throw new OptionError('`every` and `cron` are mutually exclusive.')
  if (every === undefined && cron === undefined) {
    throw new OptionError("The task has no schedule; pass `every`, such as '1h', or `cron`, such as '@daily'.")
  }
}

function changeMember(flux: string, key: string, literal: string | null): string {
  const members = findOption(flux)
  const last = members?.at(-1)
  if (!members || !last) {
    throw new OptionError('the script has no `option task = {…}` to change; pass the whole script as `flux`.', {
      option: 'flux',
    })
  }
  const splice = (start: number, end: number, text: string): string => flux.slice(0, start) + text + flux.slice(end)
  // A task has one schedule.
  const rival = { every: 'cron', cron: 'every' }[key]
  const index = members.findIndex((member) => member.key === key || member.key === rival)
  const found = members[index]
  if (literal !== null) {
    return found
      ? splice(found.start, found.end, `${key}: ${literal}`)
      : splice(last.end, last.end, `, ${key}: ${literal}`)
  }
  if (!found) return flux
  const before = members[index - 1]
  return before ? splice(before.end, found.end, '') : splice(found.start, members[index + 1]?.start ?? found.end, '')
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
  if (typeof text === 'string' && isDuration(text)) return text
  throw new OptionError(`${name} is ${showOption(text)}; pass a Flux duration such as 1h30m.`, {
    option: name,
    value: text,
  })
}

/** A member of the option, from its key to the end of its value. */
interface Member {
  readonly key: string
  readonly start: number
  readonly end: number
}

/** Returns the members of a script's task option; `undefined` if it has none, or not as `option task = {…}`. */
function findOption(flux: string): Member[] | undefined {
  const tokens = lexFlux(flux).filter(({ kind }) => kind !== 'comment')
  const opening = tokens.findIndex((_, index) =>
    ['option', 'task', '=', '{'].every((text, offset) => tokens[index + offset]?.text === text),
  )
  if (opening < 0) return undefined
  const { depth } = tokens[opening + 3]!
  const members: Member[] = []
  let start = -1
  for (let index = opening + 4; index < tokens.length; index++) {
    const token = tokens[index]!
    const isEnd = token.depth <= depth
    if (isEnd || (token.text === ',' && token.depth === depth + 1)) {
      if (start >= 0)
        members.push({ key: keyOf(tokens[start]!.text), start: tokens[start]!.start, end: tokens[index - 1]!.end })
      start = -1
      if (isEnd) break
    } else if (start < 0) start = index
  }
  return members
}

function keyOf(member: string): string {
  return /^"?(\w+)/.exec(member)?.[1] ?? ''
}
