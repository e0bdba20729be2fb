import { isHttpError, NotOnThisServerError } from '@fluxline/core'

/** Replaces the error of a server without scripts by a NotOnThisServerError. Other errors stay as they are. */
export async function cloudOnly<Response>(response: Promise<Response>): Promise<Response> {
  try {
    return await response
  } catch (error) {
    // The error of a script that does not exist has another message.
    if (
      !isHttpError(error) ||
      error.status !== 404 ||
      !/path not found|page not found/.test(error.serverMessage ?? '')
    ) {
      throw error
    }
    throw new NotOnThisServerError(
      `${error.method} ${error.path}: this server has no invokable scripts, which exist in InfluxDB Cloud only; send the query itself.`,
      error,
      { cause: error },
    )
  }
}
