/** A response other than 2xx, as InfluxDB gives it. */
export class HttpFailure extends Error {
  readonly status: number
  /** InfluxDB's own word for the error, such as `not found`. */
  readonly serverCode: string

  constructor(status: number, serverCode: string, message: string) {
    super(message)
    this.status = status
    this.serverCode = serverCode
  }
}

/** Turns a failure into its response. */
export function failureResponse({ status, serverCode, message }: HttpFailure): Response {
  return json({ code: serverCode, message }, status, { 'x-platform-error-code': serverCode })
}

/** A response in JSON. */
export function json(body: unknown, status: number = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  })
}
