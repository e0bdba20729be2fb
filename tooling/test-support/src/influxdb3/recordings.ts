import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Bytes of a request or a response. */
interface RecordedBody {
  readonly text?: string
  readonly base64?: string
}

/** A request, and how a real InfluxDB 3 Core 3.6.0 responded to it. */
export interface Recording {
  readonly name: string
  readonly request: {
    readonly method: string
    readonly path: string
    readonly headers: Readonly<Record<string, string>>
    readonly body?: RecordedBody
  }
  readonly response: {
    /** 0 if the server closed the connection in the middle of its response. */
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    readonly body: RecordedBody
  }
}

/** What was recorded, by subject. */
export type RecordedFolder = 'absent' | 'auth' | 'configure' | 'influxql' | 'ping' | 'query' | 'sql' | 'write'

/** Returns the recordings of InfluxDB 3 about a subject. */
export function recordingsOf(folder: RecordedFolder): readonly Recording[] {
  const file = join(import.meta.dirname, '../../golden/v3.6', `${folder}.json`)
  return JSON.parse(readFileSync(file, 'utf8')) as Recording[]
}

/** Returns the recording with this name. */
export function recordingOf(folder: RecordedFolder, name: string): Recording {
  const found = recordingsOf(folder).find((one) => one.name === name)
  if (!found) throw new Error(`The recording ${folder}/${name} does not exist.`)
  return found
}

export function bytesOf({ text = '', base64 }: RecordedBody = {}): Buffer {
  return base64 === undefined ? Buffer.from(text) : Buffer.from(base64, 'base64')
}
