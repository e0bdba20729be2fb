import { diagnosticsOfNode } from '@fluxline/internal/diagnostics'
import type { DiagnosticsChannel } from '@fluxline/internal/diagnostics'
import type { WriterEvent } from './events.ts'

type Channels = Readonly<Record<WriterEvent['type'], DiagnosticsChannel>>

/** The channel of each event; `undefined` on runtimes without `node:diagnostics_channel`. */
export const channels: Channels | undefined = /* @__PURE__ */ openChannels()

function openChannels(): Channels | undefined {
  const diagnostics = diagnosticsOfNode()
  const open = (type: WriterEvent['type']): DiagnosticsChannel => diagnostics!.channel(`fluxline:writer:${type}`)
  return (
    diagnostics && {
      success: open('success'),
      error: open('error'),
      retry: open('retry'),
      rejected: open('rejected'),
      drop: open('drop'),
      spool: open('spool'),
    }
  )
}
