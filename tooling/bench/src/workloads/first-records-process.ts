import { LineProtocolEncoder } from '@fluxline/point'
import { cpuRows } from '../data.ts'
import type { CpuRow } from '../data.ts'
import type { Measured } from '../runner.ts'
import { literalOf } from './record-forms.ts'
import { peerLine, schemaOf } from './write.ts'

// Writes the first records of this process, and prints what they took: `node first-records-process.ts WHO`.

export const FIRST_RECORDS = 30_000

if (import.meta.main) {
  const kind = 'two-decimal floats'
  const Cpu = schemaOf(kind)
  const encoder = new LineProtocolEncoder()
  const ours = (records: readonly object[]): number => {
    for (const record of records) encoder.encode(Cpu.record(record as never))
    return encoder.takeBytes().length
  }
  const theirs = (records: readonly object[]): number =>
    new TextEncoder().encode(records.map((record) => peerLine(record as CpuRow, kind)).join('\n')).length
  const records = cpuRows(FIRST_RECORDS, kind).map(literalOf)
  const before = process.cpuUsage()
  const length = (process.argv[2] === 'fluxline' ? ours : theirs)(records)
  const { user, system } = process.cpuUsage(before)
  const measured: Measured = { units: length > 0 ? FIRST_RECORDS : 0, seconds: (user + system) / 1e6 }
  process.stdout.write(JSON.stringify(measured))
}
