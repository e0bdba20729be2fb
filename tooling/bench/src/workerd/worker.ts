import { ourBatches, ourColumns, peerRows } from '../workloads/read-csv.ts'

const readers: Readonly<Record<string, (chunks: readonly Uint8Array[]) => Promise<number>>> = {
  records: ourBatches,
  columns: ourColumns,
  peer: peerRows,
}

let chunks: readonly Uint8Array[] = []

/** A Worker that takes a response by POST, and reads it as often as the address says: `/records/3`. */
export default {
  async fetch(request: Request): Promise<Response> {
    const [, name = '', times] = new URL(request.url).pathname.split('/')
    if (request.method === 'POST') {
      chunks = inChunks(new Uint8Array(await request.arrayBuffer()), Number(times))
      return new Response()
    }
    let rows = 0
    for (let time = 0; time < Number(times); time++) rows += await readers[name]!(chunks)
    return new Response(String(rows))
  },
}

function inChunks(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.slice(at * size, (at + 1) * size))
}
