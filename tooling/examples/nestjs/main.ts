// A NestJS application that measures the calls of its controllers. It is CommonJS, as Nest's own template makes it.
//
//   npm install @nestjs/core @nestjs/common @nestjs/platform-express reflect-metadata rxjs @fluxline/client
//   npx tsc && INFLUX_HOST=… INFLUX_TOKEN=… INFLUX_ORG=… node main.js

// oxlint-disable-next-line import/no-unassigned-import -- NestJS reads what it defines
import 'reflect-metadata'
import { Controller, Get, Module, Param } from '@nestjs/common'
import { APP_INTERCEPTOR, NestFactory } from '@nestjs/core'
import { InfluxModule } from './influx.module'
import { TimingInterceptor } from './timing.interceptor'

@Controller('orders')
class OrdersController {
  @Get(':id')
  find(@Param('id') id: string): { id: string } {
    return { id }
  }
}

@Module({
  imports: [InfluxModule],
  controllers: [OrdersController],
  providers: [{ provide: APP_INTERCEPTOR, useClass: TimingInterceptor }],
})
// oxlint-disable-next-line typescript/no-extraneous-class -- a module of NestJS
class AppModule {}

async function main(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'], forceCloseConnections: true })
  app.enableShutdownHooks()
  await app.listen(process.env['PORT'] ?? 3000)
  console.log(`listening on ${await app.getUrl()}`)
}

void main()
