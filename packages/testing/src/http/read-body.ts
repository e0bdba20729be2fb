import { HttpFailure } from './http-failure.ts'

/** Returns the body of a request, decompressed. */
export async function readBody(request: Request): Promise<Uint8Array> {
  const coding = request.headers.get('content-encoding') ?? 'identity'
  if (coding === 'identity') return new Uint8Array(await request.arrayBuffer())
  if (coding !== 'gzip') throw new HttpFailure(400, 'invalid', `unknown content encoding ${coding}`)
  const stream = request.body?.pipeThrough(new DecompressionStream('gzip'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}
