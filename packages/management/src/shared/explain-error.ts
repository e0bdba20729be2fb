import { isHttpError } from '@fluxline/core'
import type { HttpError } from '@fluxline/core'
import { addToMessage } from '@fluxline/internal/errors'

type Meaning = (error: HttpError) => string | undefined

/** InfluxDB's messages that need an explanation, and what they mean. The first that matches applies. */
const meanings: readonly (readonly [words: RegExp, meaning: string | Meaning])[] = [
  [/ is unauthorized$/, lackedPermission],
  [
    /^failed to .*: unauthorized$/,
    ({ method }) => `The token lacks ${method === 'GET' ? 'read' : 'write'}:orgs/…/tasks`,
  ],
  [/^insufficient permissions to delete$/, 'The token lacks write:orgs/…/buckets for this bucket, or is inactive'],
  [
    /mapping for user \w+ already exists$/,
    'The user is a member or an owner already; a user has one role, so remove that one first',
  ],
  [/^your userID is incorrect$/, 'The user does not exist'],
  [/^unable to create token$/, 'Check `userID`: the user may not exist'],
  [/duration must be at least 1h/, 'Pass an `everySeconds` of at least 3600, or 0 to keep points forever'],
  [/must be greater than the shard duration/, '`shardGroupDurationSeconds` must be at most `everySeconds`'],
  [/shard-group duration must also be updated/, 'Also pass `shardGroupDurationSeconds`, at most `everySeconds`'],
  [/given after time must be prior/, 'Pass an `afterTime` before `beforeTime`, which is now by default'],
  [/failed to cancel run: run not found/, 'Only a run that has not ended can be canceled'],
  [/inactive task$/, "Set the task's status to active first"],
  [/page not found$|^not found$/, 'The resource does not exist, or the token cannot read it'],
]

/**
 * Adds to the message of an error what InfluxDB means by it. The error itself stays the same.
 *
 * InfluxDB responds with 401 if a permission is missing, for tasks even with 404 or 500, and with 500 to some conflicts.
 */
export function explain(error: unknown): unknown {
  if (!isHttpError(error)) return error
  const meaning = meaningOf(error)
  return meaning === undefined ? error : addToMessage(error, `${error.message.endsWith('.') ? '' : '.'} ${meaning}.`)
}

function meaningOf(error: HttpError): string | undefined {
  // Its message says what the server is and what works there.
  if (error.code === 'FLUXLINE_NOT_ON_THIS_SERVER') return undefined
  const { serverMessage = '' } = error
  for (const [words, meaning] of meanings) {
    if (words.test(serverMessage)) return typeof meaning === 'string' ? meaning : meaning(error)
  }
  return error.status === 404 ? 'Check the ID or the name' : undefined
}

/** The permission is the last word before the end of the message: `read:orgs/1/buckets is unauthorized`. */
function lackedPermission({ serverMessage = '' }: HttpError): string | undefined {
  const words = serverMessage.slice(0, serverMessage.lastIndexOf(' is unauthorized'))
  const permission = words.slice(Math.max(words.lastIndexOf(' '), words.lastIndexOf('\n')) + 1)
  return permission.length < 200 && /^(?:read|write):/.test(permission) ? `The token lacks ${permission}` : undefined
}
