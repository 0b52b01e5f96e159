import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { type Connection, connect } from '../db/client.ts'
import { startEmbeddedPostgres } from '../db/embedded.ts'
import { migrateDatabase } from '../db/migrate.ts'
import { actingAs, type Ctx } from '../src/context.ts'
import { jobSender, startBoss } from '../src/jobs/boss.ts'
import { createLog } from '../src/log.ts'
import { reportOf } from '../src/reports/build-report.ts'
import { requireMonth } from '../src/reports/period.ts'
import { seedDatabase } from '../src/seed.ts'
import { compiledSeedCalendar } from '../src/sla/seed-calendar.ts'
import { sweepLimits } from '../src/sla/sweep-limits.ts'
import { queueCounts, queueFilters, queuePage } from '../src/tickets/queries.ts'
import { takeNextTicket } from '../src/tickets/take-next-ticket.ts'
import { createVault } from '../src/vault.ts'
import { p95, print } from './print.ts'
import { benchNow, fillQueue } from './queue-data.ts'

const calls = 200
const staffId = '00000001-0000-7000-8000-000000000002'

type Figures = Map<string, number>

/**
 * The queue with a million tickets of which twenty thousand are open, beside one of ten thousand: a page of
 * every tab, the next ticket, the sweep, a report. `long` builds the million.
 */
export async function run(long: boolean): Promise<void> {
  const small = await measured(10_000)
  const large = await measured(long ? 1_000_000 : 100_000)
  for (const [what, value] of large) {
    const of = small.get(what) ?? 0
    const compared = ` ${(value / of).toFixed(2)} x ten thousand`
    print('queue', `${what}, ${long ? '1,000,000' : '100,000'} tickets`, `${value.toFixed(1)} ms`)
    print('queue', `  beside ${of.toFixed(1)} ms`, compared)
  }
}

async function measured(tickets: number): Promise<Figures> {
  const dir = mkdtempSync(join(tmpdir(), 'kense-queue-'))
  const server = await startEmbeddedPostgres(join(dir, 'data'))
  await migrateDatabase(server.url)
  const connection = connect(server.url, 4)
  await seedDatabase(connection.db, benchNow)
  const boss = await startBoss(server.url, createLog('silent'), false)
  const started = performance.now()
  try {
    await fillQueue(connection, tickets)
    print(
      'queue',
      `${tickets} tickets made`,
      `${((performance.now() - started) / 1000).toFixed(0)} s`,
    )
    const ctx: Ctx = {
      db: connection.db,
      jobs: jobSender(boss),
      actor: { kind: 'system', name: 'bench' },
      now: () => benchNow,
      newId: uuidv7,
      vault: createVault('b'.repeat(40)),
      log: createLog('silent'),
    }
    return await measureAll(ctx, connection)
  } finally {
    await boss.stop({ graceful: false })
    await connection.close()
    await server.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

async function measureAll(ctx: Ctx, { db, sql }: Connection): Promise<Figures> {
  const figures: Figures = new Map()
  for (const filter of queueFilters) {
    figures.set(
      `queue page "${filter}", p95`,
      await timed(() => queuePage(db, { filter, staffId })),
    )
  }
  let after: string | undefined
  figures.set(
    'queue page further and further down, p95',
    await timed(async () => {
      const page = await queuePage(db, { filter: 'open', staffId, ...(after ? { after } : {}) })
      after = page.next ?? undefined
    }),
  )
  figures.set('counts of the tabs, p95', await timed(() => queueCounts(db, staffId)))
  const operator = actingAs(ctx, { kind: 'staff', staffId, role: 'operator' })
  figures.set('next ticket, p95', await timed(() => takeNextTicket(operator)))
  const period = requireMonth('2026-10', compiledSeedCalendar())
  figures.set('report of a month, p95', await timed(() => reportOf(ctx, period), 10))
  await sweeps(ctx, sql, figures)
  return figures
}

/** The worst minute: every open limit has to be looked at; and then the desk that slept through all of them. */
async function sweeps(ctx: Ctx, sql: Connection['sql'], figures: Figures): Promise<void> {
  const due = benchNow.toISOString()
  const wake = () =>
    sql`update ticket set limit_check_at = ${due} where status in ('registered', 'in_progress')`
  await sweepLimits(ctx)
  await wake()
  figures.set('sweep after all warnings are out', await timed(() => sweepLimits(ctx), 1))
}

async function timed(work: () => Promise<unknown>, times = calls): Promise<number> {
  if (times > 1) for (let n = 0; n < 3; n += 1) await work()
  const took: number[] = []
  for (let n = 0; n < times; n += 1) {
    const started = performance.now()
    await work()
    took.push(performance.now() - started)
  }
  return p95(took.toSorted((a, b) => a - b))
}
