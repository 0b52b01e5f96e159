import { createServer, type Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'

export type Loopback = { url: string; close: () => Promise<void> }

/** Serves an app on a free loopback port. */
export async function serveApp(app: Hono): Promise<Loopback> {
  const server = createAdaptorServer({ fetch: app.fetch, createServer })
  return listen(server as Server)
}

/** Serves on a free loopback port; `close` also ends open connections. */
export async function listen(server: Server): Promise<Loopback> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}
