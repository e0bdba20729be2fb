import type { WriterEvent } from './events.ts'

/** What is used here of the `process` of Node, Bun and Deno; nothing elsewhere has it. */
interface Host {
  emitWarning(message: string, options: { type: string; code: string }): void
}

/** Whether an event is about lines that are not stored. */
export function isLoss({ type }: WriterEvent): boolean {
  return type === 'error' || type === 'rejected' || type === 'drop'
}

/** Warns of lines that are not stored where the application did not say whom to tell; silent where there is no process. */
export function warnUnheard({ lines, destination, error }: WriterEvent): void {
  const { process } = globalThis as { process?: Partial<Host> }
  const reason = error instanceof Error ? error.message.replace(/\.$/, '') : 'InfluxDB refused them'
  process?.emitWarning?.(
    `Lines for the bucket ${destination.bucket} are not stored, ${lines} at first, and nobody is told: ${reason}. Give the ` +
      'writer onError, onRejected and onDrop, or subscribe to its events; it warns once.',
    { type: 'FluxlineWarning', code: 'FLUXLINE_UNHEARD' },
  )
}
