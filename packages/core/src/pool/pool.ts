import type { ConnectionPool, PoolPlan } from './pool-plan.ts'

/** Opens the pool of a plan, and loads undici now. */
export async function openPool(plan: PoolPlan): Promise<ConnectionPool> {
  if (plan.proxy) return (await import('./proxy-pool.ts')).openProxyPool(plan, plan.proxy)
  return (await import('./direct-pool.ts')).openDirectPool(plan)
}
