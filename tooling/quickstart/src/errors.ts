/** The quickstart did not finish. The message is all that a user needs to see. */
export class QuickstartError extends Error {
  override readonly name = 'QuickstartError'
}
