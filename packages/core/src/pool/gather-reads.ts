/* oxlint-disable no-underscore-dangle -- Node's name of it */
import type { Socket } from 'node:net'
import { setTimeout } from 'node:timers'

/** How long a connection is left unread while a response flows, in milliseconds. */
const PAUSE_MS = 1
/** Only after a shorter wait for bytes a pause saves a read. In milliseconds. */
const SHORT_WAIT_MS = 3
/** What comes before the first pause, so that a small response has none. */
const FIRST_BYTES = 65_536
/** What must come during a pause, so that the next one pays. */
const LEAST_BYTES = 16_384
/** What Node reads at once: more may be waiting. */
const FULL_BYTES = 65_536

/** Options of a connection that reads on only when all that it has read was taken. */
export const takenAtOnce: object = {
  highWaterMark: undefined,
  readableHighWaterMark: 1,
  writableHighWaterMark: 65_536,
}

/**
 * Lets a connection that was opened with {@link takenAtOnce} pause between the reads of a large response.
 *
 * InfluxDB sends 4 kB at a time, and each read of them wakes the process. With pauses the system gathers up to 64 kB: 200 000
 * rows of InfluxQL take 170 reads instead of 1400 and half the CPU time of the connection, and arrive as early (Node 24.21,
 * November 2026). A small response, and one that drips, is read as it comes.
 */
export function gatherReads(socket: Socket): void {
  const readOn = socket._read.bind(socket)
  let lastMs = 0
  let lastBytes = 0
  let flowBytes = 0
  let sentBytes = 0
  let hasPaused = false

  // Called when all that was read has been taken.
  socket._read = (size) => {
    const nowMs = performance.now()
    const waitedMs = nowMs - lastMs
    const bytes = socket.bytesRead - lastBytes
    lastMs = nowMs
    lastBytes += bytes
    // What follows another request is another response.
    flowBytes = socket.bytesWritten === sentBytes ? flowBytes + bytes : bytes
    sentBytes = socket.bytesWritten
    const paid = !hasPaused || bytes >= LEAST_BYTES
    hasPaused = flowBytes >= FIRST_BYTES && waitedMs < SHORT_WAIT_MS && bytes < FULL_BYTES && paid
    if (hasPaused) setTimeout(readOn, PAUSE_MS, size)
    else readOn(size)
  }
}
