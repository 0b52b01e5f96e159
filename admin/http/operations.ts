import type { Hono } from 'hono'
import type { AdminDeps } from '../deps.ts'

/** For the machine that keeps us running: alive, ready, figures. */
export function operationRoutes(app: Hono, deps: Pick<AdminDeps, 'health' | 'metrics'>): void {
  app.get('/healthz', (c) => c.text('ok'))
  app.get('/readyz', async (c) => {
    const health = await deps.health()
    return c.json(health, health.ok ? 200 : 503)
  })
  app.get('/metrics', async (c) =>
    c.body(await deps.metrics(), 200, {
      'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
    }),
  )
}
