import { basicHeaders } from './basic.ts'
import type { Password } from './basic.ts'
import { renewable } from './credentials.ts'
import type { Authentication } from './credentials.ts'
import { ConnectionError } from '../errors.ts'

/**
 * A session of a user: signed in on the first request, again when it has ended, and signed out on close.
 *
 * A session ends an hour after its last use, and when InfluxDB is restarted. Browsers hide cookies from programs, so
 * there it takes a token.
 * @see InfluxDB v2 API, "Signin" and "Signout"
 */
export function session(user: Password): Authentication {
  const headers = basicHeaders(user)
  return (send) => {
    let cookie: string | undefined
    const credentials = renewable(async () => {
      const response = await send({ method: 'POST', path: '/api/v2/signin', headers })
      await response.text()
      cookie = sessionCookie(response.headers.get('set-cookie') ?? '')
      if (cookie) return { cookie }
      throw new ConnectionError(
        'POST /api/v2/signin gave no session cookie. Check that the url leads to InfluxDB; in a browser, use a token.',
        false,
      )
    })
    return {
      ...credentials,
      async close() {
        if (!cookie) return
        const signOut = send({ method: 'POST', path: '/api/v2/signout', headers: { cookie } })
        // A session that is not signed out ends by itself.
        await signOut.then(
          (response) => response.text(),
          () => undefined,
        )
      },
    }
  }
}

/** Its name and value alone; a proxy may have added cookies of its own, and commas stand in dates too. */
function sessionCookie(header: string): string | undefined {
  return /(?:^|[,\s])([\w-]*session=[^;,\s]+)/.exec(header)?.[1] ?? /^[^;,\s]+=[^;,\s]+/.exec(header)?.[0]
}
