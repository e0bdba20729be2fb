/** What the page needs to query InfluxDB. */
export interface PageAccess {
  readonly url: string
  readonly org: string
  readonly bucket: string
  readonly token: string
}

/** The header with the key that the page's address has after `#`. */
export const keyHeader = 'x-dashboard-key'

/** Returns the access that the page's server provides, or else asks the user. */
export async function findAccess(form: HTMLFormElement): Promise<PageAccess> {
  const response = await fetch('/access.json', { headers: { [keyHeader]: location.hash.slice(1) } }).catch(
    () => undefined,
  )
  if (response?.ok && response.headers.get('content-type')?.includes('json'))
    return (await response.json()) as PageAccess
  return askForAccess(form)
}

/** Shows the form until the user submits it. */
export function askForAccess(form: HTMLFormElement): Promise<PageAccess> {
  form.hidden = false
  return new Promise((resolve) => {
    form.addEventListener(
      'submit',
      (event) => {
        event.preventDefault()
        form.hidden = true
        resolve(Object.fromEntries(new FormData(form)) as unknown as PageAccess)
      },
      { once: true },
    )
  })
}
