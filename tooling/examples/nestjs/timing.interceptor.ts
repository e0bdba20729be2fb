import { Point } from '@fluxline/client'
import { Injectable } from '@nestjs/common'
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common'
import { finalize } from 'rxjs'
import type { Observable } from 'rxjs'
// oxlint-disable-next-line typescript/consistent-type-imports -- NestJS injects by the class
import { Influx } from './influx.module'

/** Measures each call of a controller. */
@Injectable()
export class TimingInterceptor implements NestInterceptor {
  constructor(private readonly influx: Influx) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const started = performance.now()
    const point = Point.measurement('handler')
      .tag('controller', context.getClass().name)
      .tag('method', context.getHandler().name)
    return next
      .handle()
      .pipe(finalize(() => void this.influx.writer.write(point.floatField('ms', performance.now() - started))))
  }
}
