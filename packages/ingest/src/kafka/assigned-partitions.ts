import { Partition } from '../partitions/partition.ts'
import type { KafkaAssignment, KafkaConsumer, KafkaOffsets } from './client.ts'

const EARLIEST = -2n

/**
 * Returns the partitions that are assigned, each with where to read on: behind what was taken, if it was ours before and
 * nobody else has committed since; otherwise at what is committed, or at the earliest message.
 */
export async function assignedPartitions(
  consumer: KafkaConsumer,
  assigned: KafkaAssignment[],
  before: readonly Partition[],
): Promise<Partition[]> {
  if (assigned.length === 0) return []
  const committed = await consumer.listCommittedOffsets({ topics: assigned })
  const places = assigned.flatMap(({ topic, partitions }) => {
    return partitions.map((partition) => ({ topic, partition, offset: committedOf(committed, topic, partition) }))
  })
  const topics = new Set(places.filter(({ offset }) => offset === undefined).map(({ topic }) => topic))
  const earliest: KafkaOffsets =
    topics.size > 0 ? await consumer.listOffsets({ topics: [...topics], timestamp: EARLIEST }) : new Map()
  return places.map(({ topic, partition, offset }) => {
    const own = before.find((each) => each.topic === topic && each.partition === partition)
    if (own && isOurs(own, offset)) {
      own.committed = offset
      return own
    }
    return new Partition(topic, partition, offset ?? earliest.get(topic)?.[partition] ?? 0n, offset)
  })
}

/** Whether what is committed is what this consumer has committed: its last commit, or one whose response was lost. */
function isOurs(own: Partition, offset: bigint | undefined): boolean {
  return offset === undefined ? own.committed === undefined : offset >= (own.committed ?? 0n) && offset <= own.low
}

function committedOf(committed: KafkaOffsets, topic: string, partition: number): bigint | undefined {
  const offset = committed.get(topic)?.[partition]
  return offset === undefined || offset < 0n ? undefined : offset
}
