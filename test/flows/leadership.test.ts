import { once } from 'node:events'
import { type AddressInfo, createServer, connect as openSocket, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '../../db/client.ts'
import { leaseMs, retryMs, whileLeader } from '../../src/leadership.ts'
import { type TestContext, testContext } from '../harness.ts'

let desk: TestContext
beforeAll(async () => {
  desk = await testContext()
})
afterAll(() => desk.close())

const key = 42
const lease = 300

/** Leads until told to stop; tells when it leads and when it has lost the lead. */
function candidate(sql: TestContext['sql']) {
  const leads = Promise.withResolvers<void>()
  const lost = Promise.withResolvers<void>()
  const stopping = new AbortController()
  const running = whileLeader(
    sql,
    key,
    stopping.signal,
    desk.ctx.log,
    async (signal) => {
      leads.resolve()
      if (!signal.aborted) await once(signal, 'abort')
      lost.resolve()
    },
    lease,
  )
  return {
    leads: leads.promise,
    lost: lost.promise,
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}

/** A wire to PostgreSQL that can be cut so that neither end hears of it. */
async function wire() {
  const { hostname, port } = new URL(desk.url)
  const sockets = new Set<Socket>()
  let cut = false
  const server = createServer((client) => {
    const upstream = openSocket(Number(port), hostname)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
    }
    client.on('data', (chunk) => void (cut || upstream.write(chunk)))
    upstream.on('data', (chunk) => void (cut || client.write(chunk)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = new URL(desk.url)
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    cut: () => {
      cut = true
    },
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

test('a leader that falls silent stops, and another takes over', async () => {
  const line = await wire()
  const far = connect(line.url, 1)
  const first = candidate(far.sql)
  await first.leads
  const second = candidate(desk.sql)
  line.cut()
  await first.lost
  await second.leads
  await second.stop()
  line.close()
  await first.stop()
  await far.sql.end({ timeout: 0 })
})

test('the hand-over stays under ten seconds', () => {
  expect(leaseMs + retryMs).toBeLessThan(10_000)
})
