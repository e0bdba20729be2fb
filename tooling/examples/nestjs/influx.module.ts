// Gives the application one client and one writer, and closes them when the application ends.

import { InfluxDBClient } from '@fluxline/client'
import type { BatchWriter } from '@fluxline/client'
import { Global, Injectable, Logger, Module } from '@nestjs/common'
import type { OnApplicationShutdown } from '@nestjs/common'

@Injectable()
export class Influx implements OnApplicationShutdown {
  readonly client: InfluxDBClient = InfluxDBClient.fromEnv()
  readonly writer: BatchWriter
  private readonly logger = new Logger('Influx')

  constructor() {
    this.writer = this.client.batchWriter({
      bucket: process.env['INFLUX_BUCKET'] ?? 'metrics',
      overflow: 'drop-newest',
      maxCloseWait: 5_000,
      onError: ({ lines, error }) => this.logger.error(`${lines} lines failed: ${String(error)}`),
      onRejected: ({ line, reason }) => this.logger.error(`rejected: ${reason} ${line}`),
      onDrop: ({ lines }) => this.logger.error(`${lines} lines dropped: the buffer is full`),
    })
  }

  // Nest calls it when the last request has its response.
  async onApplicationShutdown(): Promise<void> {
    await this.client.close()
  }
}

@Global()
@Module({ providers: [Influx], exports: [Influx] })
// oxlint-disable-next-line typescript/no-extraneous-class -- a module of NestJS
export class InfluxModule {}
