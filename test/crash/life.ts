import { once } from 'node:events'
import { type AddressInfo, createServer, connect as openSocket, type Socket } from 'node:net'
import { connect } from '../../db/client.ts'
import type { Ctx } from '../../src/context.ts'
import type { QueueName } from '../../src/jobs/queues.ts'
import { queues } from '../../src/jobs/queues.ts'
import type { Handlers } from '../../src/jobs/work.ts'
import type { TestContext } from '../harness.ts'

/** When a life ends: at its n-th step, with the step not begun, or done and its outcome never learnt. */
export type Death = { step: number; when: 'before' | 'after' } | null

/**
 * One run of the desk's process: everything it says to PostgreSQL and to the outside passes here and is
 * counted. At its death every connection is cut, and nothing it does later has any effect.
 */
export class Life {
  steps = 0
  dead = false
  /** Steps are counted from the moment the process stands connected. */
  counting = false
  readonly #death: Death
  readonly #end = Promise.withResolvers<never>()
  readonly #upstreams = new Set<Socket>()
  readonly #hungUp: Promise<unknown>[] = []

  constructor(death: Death) {
    this.#death = death
    this.#end.promise.catch(() => {})
  }

  /** Counts a step that is about to happen; tells what becomes of it. */
  next(): 'live' | 'die-before' | 'die-after' {
    if (this.dead) return 'die-before'
    if (!this.counting) return 'live'
    this.steps += 1
    if (this.steps !== this.#death?.step) return 'live'
    return this.#death.when === 'before' ? 'die-before' : 'die-after'
  }

  /** A call to the outside: to Telegram, to a mail server, to the file store, to the queue. */
  async call<T>(work: () => Promise<T>): Promise<T> {
    const fate = this.next()
    if (fate === 'die-before') this.die()
    if (this.dead) throw new Error('the process is dead')
    const result = await work()
    if (fate === 'die-after') this.die()
    if (this.dead) throw new Error('the process is dead')
    return result
  }

  /** The same work, but nobody waits for a dead process. */
  untilDeath<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#end.promise])
  }

  /** PostgreSQL sees its peer gone; the dead process hears nothing any more, and its late words reach nobody. */
  die(): void {
    this.dead = true
    this.#end.reject(new Error('the process is dead'))
    // Half-closed: PostgreSQL still reads what was sent before.
    for (const socket of this.#upstreams) socket.end()
  }

  /** Stands between the process and PostgreSQL, and counts every statement. */
  async throughWire(url: string): Promise<{ url: string; close: () => Promise<void> }> {
    const database = new URL(url)
    const clients = new Set<Socket>()
    const server = createServer((client) => {
      clients.add(client)
      client.on('error', () => {})
      client.on('close', () => clients.delete(client))
      if (this.dead) return
      const upstream = openSocket(Number(database.port), database.hostname)
      this.#upstreams.add(upstream)
      this.#hungUp.push(once(upstream, 'close'))
      upstream.on('error', () => {})
      upstream.on('close', () => this.#upstreams.delete(upstream))
      for (const socket of [client, upstream]) socket.setNoDelay(true)
      upstream.on('data', (chunk) => void (this.dead || client.write(chunk)))
      upstream.on('end', () => void (this.dead || client.end()))
      client.on('end', () => upstream.end())
      client.on('data', statementReader(this, upstream))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const through = new URL(url)
    through.port = String((server.address() as AddressInfo).port)
    return {
      url: through.href,
      close: async () => {
        const closed = once(server, 'close')
        server.close()
        for (const socket of clients) socket.destroy()
        for (const socket of this.#upstreams) socket.end()
        // PostgreSQL hangs up when it has done all that it was sent: now its state can be looked at.
        await Promise.all([closed, ...this.#hungUp])
      },
    }
  }
}

/** Passes on whole messages of the client; `Q` and `S` end a statement (PostgreSQL protocol 3.0, 54.7). */
function statementReader(life: Life, upstream: Socket): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0)
  let started = false
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    for (;;) {
      // The first message has no type byte.
      const head = started ? 1 : 0
      if (rest.length < head + 4) return
      const size = head + rest.readInt32BE(head)
      if (rest.length < size) return
      const frame = rest.subarray(0, size)
      rest = rest.subarray(size)
      const isStatement = started && (frame[0] === 0x51 || frame[0] === 0x53)
      started = true
      const fate = isStatement ? life.next() : life.dead ? 'die-before' : 'live'
      if (fate !== 'die-before' && upstream.writable) upstream.write(frame)
      if (fate !== 'live') return life.die()
    }
  }
}

/** A process of the desk over the test's database, with a life that may end early. */
export async function startProcess(
  desk: TestContext,
  death: Death,
): Promise<{ ctx: Ctx; life: Life; stop: () => Promise<void> }> {
  const life = new Life(death)
  const wire = await life.throughWire(desk.url)
  const connection = connect(wire.url, 2)
  const { sql } = connection
  await Promise.all([sql`select 1`, sql`select 1`])
  life.counting = true
  return {
    life,
    ctx: { ...desk.ctx, db: connection.db },
    stop: async () => {
      await connection.sql.end({ timeout: 0 })
      await wire.close()
    },
  }
}

/** Does queued jobs until none is left, as a worker of the process does; a job is done only when recorded. */
export async function work(
  desk: TestContext,
  { ctx, life }: { ctx: Ctx; life: Life },
  handlers: Handlers,
): Promise<void> {
  for (;;) {
    let found = 0
    for (const name of Object.keys(handlers) as QueueName[]) {
      const handler = handlers[name] as (ctx: Ctx, payload: object) => Promise<void>
      const jobs = await desk.boss.fetch<object>(name, { batchSize: 10, ignoreStartAfter: true })
      found += jobs.length
      for (const job of jobs) {
        const jobCtx: Ctx = { ...ctx, actor: { kind: 'system', name } }
        await handler(jobCtx, queues[name].payload.parse(job.data))
        await life.call(() => desk.boss.complete(name, job.id))
      }
    }
    if (found === 0) return
  }
}

/** What the queue does when a worker's heartbeat stops: its jobs are given out again. */
export async function giveOutAgain(desk: TestContext): Promise<void> {
  await desk.sql`
    update pgboss.job set heartbeat_on = heartbeat_on - interval '1 hour' where state = 'active'`
  // The supervisor looks at a queue every few seconds only; its next look is brought forward.
  await desk.sql`update pgboss.queue set monitor_claim_on = null, monitor_on = null`
  await desk.boss.supervise()
}
