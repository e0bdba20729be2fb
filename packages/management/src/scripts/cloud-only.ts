import { isHttpError, NotOnThisServerError } from '@fluxline/core'

/** Says of a server that knows no scripts that it is not InfluxDB Cloud; leaves other errors as they are. */
export async function cloudOnly<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer
  } catch (error) {
    // A script that is not there has its own words.
    if (
      !isHttpError(error) ||
      error.status !== 404 ||
      !/path not found|page not found/.test(error.serverMessage ?? '')
    ) {
      throw error
    }
    throw new NotOnThisServerError(
      `${error.method} ${error.path}: this server has no invokable scripts, which are in InfluxDB Cloud only; send the query itself.`,
      error,
    )
  }
}
