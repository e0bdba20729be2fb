import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { binaryRunner, findCommand, freePort, isExecutable, LocalServer, runCommand } from '@fluxline/influxd'
import { isListening, prepare } from './broker.ts'
import type { Broker, BrokerOptions, Prepared } from './broker.ts'

const VERSION = '2.15.3'

/**
 * Starts a real NATS server with JetStream. It is built from Go modules on first use.
 *
 * @throws BrokerError if it cannot be built here; InfluxdError with its log if it does not start
 */
export async function startNats(options: BrokerOptions = {}): Promise<Broker> {
  const folder = await prepareNats(options)
  const port = await freePort()
  const runner = await binaryRunner(join(folder, 'nats-server'), (own) => ({ args: ['-c', join(own, 'nats.conf')] }))
  await writeFile(join(runner.folder, 'nats.conf'), configuration(port, runner.folder))
  const kind = { name: 'nats-server', isReady: () => isListening(port) }
  const server = new LocalServer(`nats://127.0.0.1:${port}`, runner, kind)
  await server.start(options.signal)
  return {
    address: `127.0.0.1:${port}`,
    kill: () => server.kill(),
    restart: () => server.restart(),
    stop: () => server.stop(),
    [Symbol.asyncDispose]: () => server.stop(),
  }
}

/** Builds the server unless that was done before; returns its folder. @throws BrokerError if it cannot be built */
function prepareNats(options: BrokerOptions = {}): Promise<string> {
  return prepare(nats(options.env ?? process.env), options)
}

// One setting a line: the server does not start with two.
function configuration(port: number, folder: string): string {
  return `listen: 127.0.0.1:${port}
max_payload: 8MB
jetstream {
  store_dir: "${folder}/store"
  max_file_store: 4GB
}
`
}

function nats(env: NodeJS.ProcessEnv): Prepared {
  return {
    name: `nats-server-${VERSION}`,
    label: `Building nats-server ${VERSION} from Go modules, once (about a minute on two cores)`,
    isThere: (folder) => isExecutable(join(folder, 'nats-server')),
    async make(target, { signal }) {
      if (!(await findCommand('go', env))) throw new Error('go was not found; install Go 1.26 or newer')
      const folder = await mkdtemp(join(tmpdir(), 'fluxline-nats-'))
      try {
        await cp(join(import.meta.dirname, '../build-nats'), folder, { recursive: true })
        const context = { cwd: folder, env: { ...env, GOFLAGS: '-mod=mod -buildvcs=false' }, signal }
        const flags = ['-trimpath', '-ldflags', '-s -w', '-o', 'nats-server']
        await runCommand('go', ['build', ...flags, 'github.com/nats-io/nats-server/v2'], context)
        await mkdir(target, { recursive: true })
        // The cache may be on another disk, where a rename is not atomic.
        const whole = join(target, `nats-server.${process.pid}`)
        await cp(join(folder, 'nats-server'), whole)
        await rename(whole, join(target, 'nats-server'))
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
  }
}
