import { once } from 'node:events'
import { createServer } from 'node:net'

export function portOf(server: { address: () => unknown }): number {
  return (server.address() as { port: number }).port
}

/** A port that nobody uses now, for a program that must know its own address beforehand. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const port = portOf(server)
  server.close()
  await once(server, 'close')
  return port
}
