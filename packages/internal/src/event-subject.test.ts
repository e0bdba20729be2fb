import { from, Subject, take } from 'rxjs'
import { describe, expect, it, vi } from 'vitest'
import { EventSubject } from './event-subject.ts'

/** What a test needs of a subject: its own class, or that of rxjs. */
interface Like {
  next(event: number): void
  complete(): void
  readonly observed: boolean
  readonly observable: Pick<EventSubject<number>['observable'], 'subscribe'>
}

function ofRxjs(): Like {
  const subject = new Subject<number>()
  return Object.assign(Object.create(subject) as Like, {
    next: (event: number) => subject.next(event),
    complete: () => subject.complete(),
    observable: subject,
  })
}

describe.each([
  ['its own', () => new EventSubject<number>()],
  ['that of rxjs', ofRxjs],
] as [string, () => Like][])('a subject: %s', (_, create) => {
  it('gives each subscriber the events from then on, and the end', () => {
    const subject = create()
    const seen: string[] = []
    const observer = { next: (event: number) => seen.push(`a${event}`), complete: () => seen.push('end') }
    subject.next(1)
    const first = subject.observable.subscribe(observer)
    subject.next(2)
    const second = subject.observable.subscribe((event) => seen.push(`b${event}`))
    const third = subject.observable.subscribe(observer)
    subject.next(3)
    third.unsubscribe()
    subject.next(4)
    expect([first.closed, second.closed, third.closed]).toEqual([false, false, true])
    subject.complete()
    subject.next(5)
    expect(seen).toEqual(['a2', 'a3', 'b3', 'a3', 'a4', 'b4', 'end'])
    expect([first.closed, second.closed, subject.observed]).toEqual([true, true, false])
  })

  it('says whether anyone listens', () => {
    const subject = create()
    expect(subject.observed).toBe(false)
    const subscription = subject.observable.subscribe()
    expect(subject.observed).toBe(true)
    subscription.unsubscribe()
    subscription.unsubscribe()
    expect(subject.observed).toBe(false)
  })

  it('lets a subscriber leave, remove another and add one while it is called', () => {
    const subject = create()
    const seen: string[] = []
    const first = subject.observable.subscribe((event) => {
      seen.push(`a${event}`)
      first.unsubscribe()
      second.unsubscribe()
      subject.observable.subscribe((later) => seen.push(`c${later}`))
    })
    const second = subject.observable.subscribe((event) => seen.push(`b${event}`))
    subject.next(1)
    subject.next(2)
    expect(seen).toEqual(['a1', 'c2'])
  })

  it('ends a late subscriber at once', () => {
    const subject = create()
    subject.complete()
    const complete = vi.fn<() => void>()
    expect(subject.observable.subscribe({ complete }).closed).toBe(true)
    expect(complete).toHaveBeenCalledOnce()
  })

  it('passes on what a subscriber throws as an uncaught error, and calls the others', () => {
    vi.useFakeTimers()
    const subject = create()
    const fault = new Error('faulty')
    const seen: number[] = []
    const throwing = (): never => {
      throw fault
    }
    subject.observable.subscribe({ next: throwing, complete: throwing })
    subject.observable.subscribe((event) => seen.push(event))
    subject.next(1)
    expect(seen).toEqual([1])
    expect(() => vi.runAllTimers()).toThrow(fault)
    subject.complete()
    expect(() => vi.runAllTimers()).toThrow(fault)
    vi.useRealTimers()
  })
})

it('is taken by from of rxjs, which leaves it again', () => {
  const subject = new EventSubject<number>()
  const seen: unknown[] = []
  from(subject.observable)
    .pipe(take(2))
    .subscribe({ next: (event) => seen.push(event), complete: () => seen.push('end') })
  expect(subject.observed).toBe(true)
  subject.next(1)
  subject.next(2)
  expect(subject.observed).toBe(false)
  expect(seen).toEqual([1, 2, 'end'])
  from(subject.observable).subscribe({ complete: () => seen.push('second end') })
  subject.complete()
  expect(seen.at(-1)).toBe('second end')
})
