/** No server is available, or it did not start. The message says what to do. */
export class InfluxdError extends Error {
  override readonly name = 'InfluxdError'
}
