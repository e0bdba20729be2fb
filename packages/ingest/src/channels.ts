import { diagnosticsOfNode } from '@fluxline/internal/diagnostics'
import type { DiagnosticsChannel } from '@fluxline/internal/diagnostics'
import type { IngestEvent } from './events.ts'

type Channels = Readonly<Record<IngestEvent['type'], DiagnosticsChannel>>

/** The channel of each event; `undefined` on runtimes without `node:diagnostics_channel`. */
export const channels: Channels | undefined = /* @__PURE__ */ openChannels()

function openChannels(): Channels | undefined {
  const diagnostics = diagnosticsOfNode()
  const open = (type: IngestEvent['type']): DiagnosticsChannel => diagnostics!.channel(`fluxline:ingest:${type}`)
  return diagnostics && { stored: open('stored'), retry: open('retry'), poison: open('poison'), fault: open('fault') }
}
