import { everything } from './everything.ts'
import type { Access } from './support.ts'

/** A Worker that writes on a request, and responds with the result. */
export default {
  async fetch(_request: Request, env: Access): Promise<Response> {
    try {
      await everything(env)
      return new Response('done')
    } catch (error) {
      return new Response((error as Error).stack ?? String(error), { status: 500 })
    }
  },
}
