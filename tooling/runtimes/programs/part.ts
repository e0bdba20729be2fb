import type { Access } from './support.ts'

interface Program {
  readonly default: (access: Access) => void | Promise<void>
}

/** Runs the program named on the command line, in a project with only its dependencies. */
const {
  INFLUX_URL: url = '',
  INFLUX_TOKEN: token = '',
  INFLUX_ORG: org = '',
  INFLUX_BUCKET: bucket = '',
  INFLUXDB3_URL: influxdb3 = '',
  INFLUXDB1_URL: influxdb1 = '',
} = process.env
const { default: program } = (await import(`./${process.argv[2]}.ts`)) as Program
await program({ url, token, org, bucket, influxdb3, influxdb1 })
process.stdout.write('done\n')
