import { assignDefined } from '@fluxline/internal/errors'
import { ConnectionError } from '../errors.ts'
import { describeTarget } from '../transport/call-target.ts'
import { basicHeaders } from './basic.ts'
import type { Password } from './basic.ts'
import { renewable } from './credentials.ts'
import type { Authentication, CredentialHeaders } from './credentials.ts'

/**
 * Signs a user in on the first request and again if the session has ended, and signs out on close.
 *
 * A session ends an hour after its last use, and if InfluxDB restarts. Browsers hide cookies from programs, so use a token
 * there.
 * @throws OptionError if user name or password is missing
 * @see InfluxDB v2 API, "Signin" and "Signout"
 */
export function session(user: Password): Authentication {
  const headers = basicHeaders('session', user)
  const secrets = [user.password]
  return (send) => {
    let cookie: string | undefined
    let signingIn: Promise<unknown> | undefined
    const signIn = async (): Promise<CredentialHeaders> => {
      const response = await send({ method: 'POST', path: '/api/v2/signin', headers })
      await response.text()
      cookie = sessionCookie(response.headers.get('set-cookie') ?? '')
      if (cookie) return { cookie }
      const { target } = response
      const problem = 'returned no session cookie. Check that `url` points to InfluxDB; in a browser, use a token.'
      const what = target ? describeTarget(target) : 'POST /api/v2/signin'
      throw assignDefined(new ConnectionError(`${what} ${problem}`, false), { ...target })
    }
    return {
      ...renewable(() => (signingIn = signIn())),
      secrets,
      async close() {
        // The call that began it may have been aborted.
        await signingIn?.catch(() => {})
        if (!cookie) return
        const signOut = send({ method: 'POST', path: '/api/v2/signout', headers: { cookie }, secrets })
        // A session that could not be signed out ends after an hour.
        await signOut.then((response) => response.text()).catch(() => {})
      },
    }
  }
}

/** Returns name and value of the session's cookie. A proxy may have added others, and dates contain commas too. */
function sessionCookie(header: string): string | undefined {
  return /(?:^|[,\s])([\w-]*session=[^;,\s]+)/.exec(header)?.[1] ?? /^[^;,\s]+=[^;,\s]+/.exec(header)?.[0]
}
