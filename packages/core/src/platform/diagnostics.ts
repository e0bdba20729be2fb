import { channel } from 'node:diagnostics_channel'
import { observe } from '../observe/hooks.ts'
import type { Hooks, Observer } from '../observe/hooks.ts'

const channels = {
  onRequest: channel('fluxline:request'),
  onResponse: channel('fluxline:response'),
  onEnd: channel('fluxline:end'),
  onRetry: channel('fluxline:retry'),
  onError: channel('fluxline:error'),
}

const publish: Hooks = Object.fromEntries(
  Object.entries(channels).map(([hook, to]) => [hook, (event: unknown) => to.publish(event)]),
)

/** Publishes what the hooks tell on `node:diagnostics_channel`, while anyone listens there. */
export const diagnostics: Observer = observe(() =>
  Object.values(channels).some((to) => to.hasSubscribers) ? publish : undefined,
)
