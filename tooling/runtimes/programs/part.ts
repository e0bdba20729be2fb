import type { Access } from './support.ts'

interface Program {
  readonly default: (access: Access) => void | Promise<void>
}

/** One program alone, named on the command line, where only what it needs is installed. */
const { INFLUX_URL: url = '', INFLUX_TOKEN: token = '', INFLUX_ORG: org = '', INFLUX_BUCKET: bucket = '' } = process.env
const { default: program } = (await import(`./${process.argv[2]}.ts`)) as Program
await program({ url, token, org, bucket })
process.stdout.write('done\n')
