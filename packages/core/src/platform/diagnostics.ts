import { channel } from 'node:diagnostics_channel'
import type { Hooks } from '../observe/hooks.ts'

const channels = {
  onRequest: channel('fluxline:request'),
  onResponse: channel('fluxline:response'),
  onEnd: channel('fluxline:end'),
  onRetry: channel('fluxline:retry'),
  onError: channel('fluxline:error'),
}

const all = Object.values(channels)

const publish: Hooks = Object.fromEntries(
  Object.entries(channels).map(([hook, to]) => [hook, (event: unknown) => to.publish(event)]),
)

/** Hooks that publish on `node:diagnostics_channel`; `undefined` while nobody listens there. */
export function diagnostics(): readonly Hooks[] | undefined {
  return all.some((to) => to.hasSubscribers) ? [publish] : undefined
}
