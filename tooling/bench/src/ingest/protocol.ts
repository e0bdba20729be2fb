/** What lines come from: nothing but the process itself, or a log. */
export type Origin = 'no log' | 'JetStream' | 'Kafka' | 'kafkajs'

/** What a worker gets. */
export interface IngestOrder {
  readonly origin: Origin
  /** The server that lines are written to. */
  readonly url: string
  readonly token: string
  readonly org: string
  readonly bucket: string
  /** Address of the broker; empty without a log. */
  readonly broker: string
  /** The consumer or consumer group, which all workers of a turn share. */
  readonly group: string
  /** Messages to write without a log. */
  readonly messages: number
}

/** What a worker did. It prints it as JSON, and ends. */
export interface IngestCost {
  /** When its first message came, and when its last was stored, in milliseconds since the epoch; 0 if none came. */
  readonly firstMs: number
  readonly lastMs: number
  /** Messages that it stored. */
  readonly stored: number
}

export const LINES_PER_MESSAGE = 50

/** Lines of a message, each with its own time. */
export function messageText(message: number): string {
  let text = ''
  for (let at = message * LINES_PER_MESSAGE; at < (message + 1) * LINES_PER_MESSAGE; at++) {
    text += `cpu,host=host_${at % 100},region=eu-central-1,rack=12 user=58.13,system=2.68,idle=24.55,nice=61.2,iowait=0.12 ${1_700_000_000_000_000_000n + BigInt(at)}\n`
  }
  return text
}
