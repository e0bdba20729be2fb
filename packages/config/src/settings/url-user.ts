import type { Options } from './access.ts'

/** Moves the user of the address, as in `http://me:secret@host`, to the options of the user. */
export function moveUrlUser(options: Options): void {
  const found = options.get('url')
  const url = found && parseUrl(String(found.value))
  if (!found || !url || !(url.username || url.password)) return
  for (const part of ['username', 'password'] as const) {
    // An empty password is a password: without it the user would be incomplete.
    if (!options.has(`user.${part}`)) {
      options.set(`user.${part}`, { value: decoded(url[part]), source: `${found.source}'s ${part}` })
    }
    url[part] = ''
  }
  options.set('url', { ...found, value: url.href })
}

/** Returns the URL, or `undefined` if the text is not one. Some browsers in use lack URL.parse. */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

/** A percent sign that is not an escape stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
