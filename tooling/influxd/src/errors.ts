/** No server could be had, or it did not start; the message says what to do. */
export class InfluxdError extends Error {
  override readonly name = 'InfluxdError'
}
