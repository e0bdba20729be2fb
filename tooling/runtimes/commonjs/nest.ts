// oxlint-disable-next-line import/no-unassigned-import -- NestJS reads what it defines
import 'reflect-metadata'
import { InfluxDBClient, Point } from '@fluxline/client'
import { Injectable, Module } from '@nestjs/common'
import type { OnModuleDestroy } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { smoke } from './smoke'

const { INFLUX_URL: url = '', INFLUX_TOKEN: token, INFLUX_ORG: org, INFLUX_BUCKET: bucket = '' } = process.env

@Injectable()
class Influx implements OnModuleDestroy {
  readonly client = new InfluxDBClient({ url, token, org })

  onModuleDestroy(): Promise<void> {
    return this.client.close()
  }
}

@Injectable()
class Visits {
  constructor(private readonly influx: Influx) {}

  async count(): Promise<void> {
    await this.influx.client.write(Point.measurement('visits').intField('n', 1), { bucket })
  }
}

@Module({ providers: [Influx, Visits] })
// oxlint-disable-next-line typescript/no-extraneous-class -- a module of NestJS
class AppModule {}

async function main(): Promise<void> {
  await smoke(process.env)
  const app = await NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false })
  await app.get(Visits).count()
  await app.close()
  process.stdout.write('done\n')
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error instanceof Error ? error.stack : error)}\n`)
  process.exitCode = 1
})
