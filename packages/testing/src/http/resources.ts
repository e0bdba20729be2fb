import { HttpFailure, json } from './http-failure.ts'

/** A bucket or an organization. */
export interface Resource {
  readonly id: string
  readonly name: string
}

/** Lists the resources that a request asks for by `name` or `id`. */
export function list(member: 'buckets' | 'orgs', resources: readonly Resource[], url: URL): Response {
  const [name, id] = [url.searchParams.get('name') ?? url.searchParams.get('org'), url.searchParams.get('id')]
  const found = resources.filter(
    (resource) => (name === null || resource.name === name) && (id === null || resource.id === id),
  )
  return json({ links: { self: url.pathname }, [member]: found })
}

/** The error of a path that the double does not have. */
export function unknownPath(method: string, path: string): HttpFailure {
  return new HttpFailure(
    501,
    'not implemented',
    `The test double of InfluxDB does not know ${method} ${path}. Set a response with fail({ path, status, body }), or test on a real server.`,
  )
}
