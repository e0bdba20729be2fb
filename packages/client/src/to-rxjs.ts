// The class alone: `from` needs 22 files more, and the whole of rxjs 200, which takes longer to load than everything else.
import { Observable } from 'rxjs/internal/Observable'
import type { Subscriber, Unsubscribable } from 'rxjs'

/** Returns the observable of a query as one of rxjs. */
export function toRxjs<Value>(query: { subscribe(subscriber: Subscriber<Value>): Unsubscribable }): Observable<Value> {
  return new Observable((subscriber) => query.subscribe(subscriber))
}
