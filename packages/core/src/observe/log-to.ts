import type { Hooks, RequestEvent } from './hooks.ts'

/**
 * Returns hooks that write a line for every request, response, retry and error, such as
 * `#3.1 < 204 in 12 ms, 0 bytes (request 0a1b…)`: the number of the call and of the attempt, then what happened.
 *
 * Headers and bodies are never logged. Other clients call this `debug`.
 */
export function logTo(write: (line: string) => void): Hooks {
  return {
    onRequest: (event) =>
      write(`${name(event)} > ${event.method} ${event.url}, ${event.requestBytes ?? 'streamed'} bytes`),
    onEnd: ({ status, durationMs, responseBytes, requestId, ...event }) =>
      write(
        `${name(event)} < ${status} in ${Math.round(durationMs)} ms, ${responseBytes} bytes` +
          (requestId ? ` (request ${requestId})` : ''),
      ),
    onRetry: ({ error, delayMs, ...event }) =>
      write(`${name(event)} ! again in ${Math.round(delayMs)} ms, after ${String(error)}`),
    onError: ({ error, durationMs, ...event }) =>
      write(`${name(event)} ! ${String(error)} after ${Math.round(durationMs)} ms`),
  }
}

function name({ id, attempt }: Pick<RequestEvent, 'id' | 'attempt'>): string {
  return `#${id}.${attempt}`
}
