import type { OpenChannel } from './spool-opening.ts'
import { spoolKey } from './spool.ts'
import type { Spool } from './spool.ts'
import type { Spooling, SpoolingParts } from './spooling.ts'

/** What writers find under the key of a spool. */
export interface SpoolAttachment {
  readonly data: Spool
  /** Opens the spool for a writer; the channel leads to the store, which is in this thread by default. */
  attach(parts: SpoolingParts, openChannel?: OpenChannel): Spooling
}

/** Returns what a spool does for a writer. */
export function attachmentOf(spool: Spool | undefined): SpoolAttachment | undefined {
  return (spool as { [spoolKey]?: SpoolAttachment } | undefined)?.[spoolKey]
}

/** Returns the same spool, whose store is reached through a channel. */
export function throughChannel(spool: Spool, openChannel: OpenChannel): Spool {
  const attachment = attachmentOf(spool)!
  const attach: SpoolAttachment['attach'] = (parts) => attachment.attach(parts, openChannel)
  return { ...spool, [spoolKey]: { ...attachment, attach } }
}
