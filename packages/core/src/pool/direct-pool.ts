// oxlint-disable-next-line typescript/triple-slash-reference -- siblings compile this file without its folder
/// <reference path="./undici-lib.d.ts" />
import type { Socket } from 'node:net'
import Agent from 'undici/lib/dispatcher/agent.js'
import buildConnector from 'undici/lib/core/connect.js'
import { noteReuse } from './reused-connection.ts'
import type { ConnectionPool, PoolPlan } from './pool-plan.ts'
import { skipInformational } from './skip-informational.ts'

/** Opens a pool of connections to the server itself. */
export function openDirectPool({ connections, connector }: PoolPlan): ConnectionPool {
  const connecting = new Set<Socket>()
  const connect = buildConnector(connector)
  const dispatcher = new Agent({
    connections,
    connect(options, callback) {
      const socket = connect(options, (...outcome) => {
        connecting.delete(socket)
        if (outcome[1]) {
          skipInformational(outcome[1])
          noteReuse(outcome[1])
        }
        callback(...outcome)
      }) as unknown as Socket
      connecting.add(socket)
    },
  })
  return {
    dispatcher,
    async destroy() {
      await dispatcher.destroy()
      // undici leaves these open until their time-out.
      for (const socket of connecting) socket.destroy()
    },
  }
}
