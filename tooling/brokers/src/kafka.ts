import { cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { binaryRunner, findCommand, freePort, LocalServer, runCommand } from '@fluxline/influxd'
import { isListening, prepare } from './broker.ts'
import type { Broker, BrokerOptions, Prepared } from './broker.ts'

const VERSION = '3.9.1'
/** Any 22 characters do. */
const CLUSTER_ID = 'Zmx1eGxpbmUtdGVzdHMtMQ'

/**
 * Starts a real Kafka of one node, without ZooKeeper. Its libraries come from Maven Central on first use.
 *
 * @throws BrokerError if they or Java cannot be had here; InfluxdError with its log if it does not start
 */
export async function startKafka(options: BrokerOptions = {}): Promise<Broker> {
  const env = options.env ?? process.env
  const folder = await prepareKafka(options)
  const [port, controller] = [await freePort(), await freePort()]
  const classes = ['-cp', join(folder, '*')]
  const runner = await binaryRunner('java', (own) => ({
    args: ['-Xms256m', '-Xmx512m', ...classes, 'kafka.Kafka', join(own, 'server.properties')],
  }))
  const properties = join(runner.folder, 'server.properties')
  await writeFile(properties, configuration(port, controller, runner.folder))
  const format = ['kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', properties]
  await runCommand('java', [...classes, ...format], { cwd: runner.folder, env, signal: options.signal })
  const kind = { name: 'Kafka', isReady: () => isListening(port) }
  const server = new LocalServer(`127.0.0.1:${port}`, runner, kind)
  await server.start(options.signal)
  return {
    address: `127.0.0.1:${port}`,
    kill: () => server.kill(),
    restart: () => server.restart(),
    stop: () => server.stop(),
    [Symbol.asyncDispose]: () => server.stop(),
  }
}

/** Fetches the libraries unless that was done before; returns their folder. @throws BrokerError if they cannot be had */
async function prepareKafka(options: BrokerOptions = {}): Promise<string> {
  return prepare(kafka(options.env ?? process.env), options)
}

// After a crash the controller keeps the session of the dead broker: with the defaults, for 15 seconds.
function configuration(port: number, controller: number, folder: string): string {
  return `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
controller.listener.names=CONTROLLER
log.dirs=${folder}/logs
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=500
`
}

function kafka(env: NodeJS.ProcessEnv): Prepared {
  return {
    name: `kafka-${VERSION}`,
    label: `Fetching Kafka ${VERSION} from Maven Central, once (46 MB)`,
    isThere: async (folder) => (await readdir(folder).catch(() => [])).some((name) => name.startsWith('kafka_2.13')),
    async make(target, { signal }) {
      const missing: string[] = []
      for (const tool of ['java', 'mvn']) if (!(await findCommand(tool, env))) missing.push(tool)
      if (missing.length > 0) throw new Error(`${missing.join(' and ')} not found; install Java 17 or newer, and Maven`)
      const folder = await mkdtemp(join(tmpdir(), 'fluxline-kafka-'))
      try {
        await cp(join(import.meta.dirname, '../build-kafka'), folder, { recursive: true })
        const args = ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=lib']
        await runCommand('mvn', args, { cwd: folder, env, signal })
        const whole = `${target}.${process.pid}`
        await mkdir(whole, { recursive: true })
        await cp(join(folder, 'lib'), whole, { recursive: true })
        await rename(whole, target)
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
  }
}
