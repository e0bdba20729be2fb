import { HttpError, isHttpError } from '@fluxline/core'

type Meaning = (error: HttpError, found: string) => string

/** What answers mean that do not say it themselves: InfluxDB's words, and the meaning; the first that fits holds. */
const meanings: readonly (readonly [words: RegExp, meaning: string | Meaning])[] = [
  [/^unauthorized access$/, 'The token is missing, unknown or deleted, or the session has ended'],
  [/((?:read|write):\S+) is unauthorized$/, (_, permission) => `The token lacks ${permission}`],
  [
    /^failed to .*: unauthorized$/,
    ({ method }) => `The token lacks ${method === 'GET' ? 'read' : 'write'}:orgs/…/tasks`,
  ],
  [/^insufficient permissions to delete$/, 'The token lacks write:orgs/…/buckets for this bucket'],
  [/^User is inactive$/, 'The user that the token belongs to is inactive, or was deleted'],
  [/token is inactive$/, "The token's authorization is inactive; activate it with a token that is not"],
  [
    /mapping for user \w+ already exists$/,
    'The user is a member or an owner already; end that first, a user has one role',
  ],
  [/^your userID is incorrect$/, 'There is no such user'],
  [/^unable to create token$/, 'Check userID: there may be no such user'],
  [/duration must be at least 1h/, 'Give everySeconds 0, which keeps points for ever, or at least 3600'],
  [/must be greater than the shard duration/, 'Give shardGroupDurationSeconds no more than everySeconds'],
  [/shard-group duration must also be updated/, 'Give shardGroupDurationSeconds too, no more than everySeconds'],
  [/given after time must be prior/, 'Give an afterTime before beforeTime, which is now where it is not given'],
  [/failed to cancel run: run not found/, 'Only a run that has not ended can be canceled'],
  [/inactive task$/, "Set the task's status to active first"],
  [/page not found$|^not found$/, 'There is no such resource, or the token may not read it'],
]

/**
 * Says in the message of an error what InfluxDB means by it: it answers 401 where a permission is missing, for tasks even
 * 404 or 500, and 500 for some conflicts. Status, code and words stay as they came.
 */
export function explain(error: unknown): unknown {
  if (!isHttpError(error)) return error
  const meaning = meaningOf(error)
  if (meaning === undefined) return error
  const { method, path, status, serverCode, serverMessage, requestId } = error
  return new HttpError(
    `${method} ${path} was answered ${status}${serverCode ? ` ${serverCode}` : ''}: ${serverMessage ?? 'no reason given'}. ${meaning}` +
      (requestId ? ` (request ${requestId})` : ''),
    error,
  )
}

function meaningOf(error: HttpError): string | undefined {
  for (const [words, meaning] of meanings) {
    const found = words.exec(error.serverMessage ?? '')
    if (found) return typeof meaning === 'string' ? meaning : meaning(error, found[1]!)
  }
  return error.status === 404 ? 'Check the ID or the name' : undefined
}
