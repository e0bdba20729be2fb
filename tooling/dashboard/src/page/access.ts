/** What the page needs to ask an InfluxDB. */
export interface PageAccess {
  readonly url: string
  readonly org: string
  readonly bucket: string
  readonly token: string
}

/** Access from the server of this page where it has one, else from a person. */
export async function findAccess(form: HTMLFormElement): Promise<PageAccess> {
  const answer = await fetch('/access.json').catch(() => undefined)
  if (answer?.ok && answer.headers.get('content-type')?.includes('json')) return (await answer.json()) as PageAccess
  return askForAccess(form)
}

/** Shows the form until it is sent. */
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
