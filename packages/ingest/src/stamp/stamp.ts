import type { MessagePlace } from '../errors.ts'

/** Nanoseconds of a millisecond. */
const UNIT = 1_000_000n
/** UNIT divided by the golden ratio, and coprime to it: multiples of it lie far apart. */
const STEP = 618_033n
/** Another fraction, so that partitions do not begin at the same place. */
const PARTITION_STEP = 271_829n

/** Gives a time to each line of a message that has none. */
export type Stamp = (line: number) => bigint

/**
 * Returns the times of a message's lines, in nanoseconds since the epoch: its own in milliseconds, and below that a part
 * made of partition, sequence and line number. So they are the same at each delivery, and distinct within a message.
 *
 * Of a partition's messages of one millisecond, the times are distinct too if they follow each other and are not too
 * large: of ten messages, each may have 30 000 lines.
 */
export function stampOf(timestamp: bigint, { partition, sequence }: MessagePlace): Stamp {
  const milliseconds = timestamp - modulo(timestamp, UNIT)
  const first = modulo(sequence * STEP + BigInt(partition) * PARTITION_STEP, UNIT)
  return (line) => {
    const number = BigInt(line)
    // More than a million lines go on in the next milliseconds.
    return milliseconds + (number / UNIT) * UNIT + ((first + number) % UNIT)
  }
}

function modulo(number: bigint, by: bigint): bigint {
  return ((number % by) + by) % by
}
