import { expect } from 'vitest'
import { line } from './lines.ts'
import { query, stored } from './writer-stage.ts'
import type { Behaviour } from './writer-stage.ts'

/** What the options about the path of InfluxDB 3 do. */
export const pathBehaviours: Readonly<Record<'noSync' | 'writePath', Behaviour>> = {
  noSync: [
    stored,
    async ({ server, open }) => {
      await open({ noSync: true }, '3').submit(line(0)).outcome
      await open({ noSync: true }, '2').submit(line(0)).outcome
      expect(query(server, 'no_sync')).toEqual(['true', null])
      expect(() => open({ noSync: true, writePath: 'v2' })).toThrow('`noSync` needs the path of InfluxDB 3')
    },
  ],
  writePath: [
    stored,
    async ({ server, open }) => {
      await open({}, '3').submit(line(0)).outcome
      await open({ writePath: 'v2' }, '3').submit(line(0)).outcome
      expect(server.requests.map(({ url }) => url.replace(/\?.*/, ''))).toEqual(['/api/v3/write_lp', '/api/v2/write'])
    },
  ],
}
