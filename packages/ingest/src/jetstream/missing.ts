/** Whether the server says that the stream or the consumer does not exist, or no longer. */
export function isMissing(error: unknown): boolean {
  const { name, message = '', code } = Object(error) as { name?: string; message?: string; code?: unknown }
  return (
    code === 404 || (/JetStream|NotFound/.test(name ?? '') && /(consumer|stream) (not found|deleted)/i.test(message))
  )
}
