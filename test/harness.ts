import { v7 as uuidv7 } from 'uuid'
import { inject } from 'vitest'
import { type Connection, connect } from '../db/client.ts'
import type { Ctx } from '../src/context.ts'
import { type Boss, jobSender, startBoss } from '../src/jobs/boss.ts'
import { type QueueName, queues } from '../src/jobs/queues.ts'
import type { Handlers } from '../src/jobs/work.ts'
import { createLog } from '../src/log.ts'
import { forgetRules } from '../src/sla/current-rules.ts'
import { createVault } from '../src/vault.ts'

/** A clock that a test moves. Starts on a working Monday morning in Astana. */
export type TestClock = {
  now: () => Date
  set: (at: string | Date) => void
  advance: (ms: number) => void
}

export type TestContext = Connection & {
  url: string
  ctx: Ctx
  boss: Boss
  clock: TestClock
  /** Does queued jobs, delayed ones too, until none is left or `rounds` are over; throws what a handler throws. */
  drain: (handlers: Handlers, rounds?: number) => Promise<number>
}

export function testClock(start = '2026-11-23T05:00:00Z'): TestClock {
  let at = new Date(start)
  return {
    now: () => new Date(at),
    set: (to) => {
      at = new Date(to)
    },
    advance: (ms) => {
      at = new Date(at.getTime() + ms)
    },
  }
}

/** A database of its own, cloned from the template; refuses any server that the test run did not start. */
export async function testDatabase(): Promise<Connection & { url: string }> {
  const server = inject('postgresUrl')
  const name = `kense_test_${uuidv7().replaceAll('-', '')}`
  const admin = connect(server, 1)
  await admin.sql.unsafe(`create database ${name} template kense_test_template strategy file_copy`)
  const url = new URL(server)
  url.pathname = `/${name}`
  const connection = connect(url.href, 5)
  return {
    ...connection,
    url: url.href,
    close: async () => {
      await connection.close()
      await admin.sql.unsafe(`drop database ${name} with (force)`)
      await admin.close()
    },
  }
}

export async function testContext(clock = testClock()): Promise<TestContext> {
  // Files of tests share a process, each with databases of its own.
  forgetRules()
  const database = await testDatabase()
  const log = createLog('silent')
  const boss = await startBoss(database.url, log, false)
  const ctx: Ctx = {
    db: database.db,
    jobs: jobSender(boss),
    actor: { kind: 'system', name: 'test' },
    now: clock.now,
    newId: uuidv7,
    vault: createVault('k'.repeat(40)),
    log,
  }
  return {
    ...database,
    ctx,
    boss,
    clock,
    drain: (handlers, rounds = 100) => drain(boss, ctx, handlers, rounds),
    close: async () => {
      await boss.stop({ graceful: false })
      await database.close()
    },
  }
}

async function drain(boss: Boss, ctx: Ctx, handlers: Handlers, rounds: number): Promise<number> {
  let done = 0
  for (let round = 0; round < rounds; round += 1) {
    let found = 0
    for (const name of Object.keys(handlers) as QueueName[]) {
      const handler = handlers[name] as (ctx: Ctx, payload: object) => Promise<void>
      const jobs = await boss.fetch<object>(name, { batchSize: 50, ignoreStartAfter: true })
      for (const job of jobs) {
        await handler(
          { ...ctx, actor: { kind: 'system', name } },
          queues[name].payload.parse(job.data),
        )
        await boss.complete(name, job.id)
      }
      found += jobs.length
    }
    done += found
    if (found === 0) break
  }
  return done
}
