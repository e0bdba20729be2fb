/** The main job was not done; the message says where it ended and is all that a reader needs. */
export class QuickstartError extends Error {
  override readonly name = 'QuickstartError'
}
