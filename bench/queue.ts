import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { connect } from '../db/client.ts'
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
import { openStatuses } from '../src/tickets/status.ts'
import { takeNextTicket } from '../src/tickets/take-next-ticket.ts'
import { createVault } from '../src/vault.ts'
import { p95, print } from './print.ts'
import { benchNow, fillQueue } from './queue-data.ts'

const calls = 300
const staffId = '00000001-0000-7000-8000-000000000002'

type Queue = {
  ctx: Ctx
  operator: Ctx
  /** Has every open limit looked at again. */
  wake: () => Promise<unknown>
  /** Processor time so far, of this process and of the database for it: what a busy machine hardly changes. */
  cpuMs: () => number
  close: () => Promise<void>
}

/**
 * The queue with a million tickets of which twenty thousand are open (`long`; else a tenth of that) beside one of
 * ten thousand of which two hundred are: a page of every tab, the next ticket, a report. Both lie in one server
 * and are called in turns, so that whatever else the machine does befalls both. Then the sweep of all that is open.
 */
export async function run(long: boolean): Promise<void> {
  const many = long ? 1_000_000 : 100_000
  const dir = mkdtempSync(join(tmpdir(), 'kense-queue-'))
  const server = await startEmbeddedPostgres(join(dir, 'data'))
  try {
    const small = await makeQueue(server.url, 'small', 10_000)
    const large = await makeQueue(server.url, 'large', many)
    await compare(small, large, many)
    await sweeps(large, many / 50)
    await small.close()
    await large.close()
  } finally {
    await server.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

async function makeQueue(serverUrl: string, name: string, tickets: number): Promise<Queue> {
  const started = performance.now()
  const admin = connect(serverUrl, 1)
  await admin.sql.unsafe(`create database ${name}`)
  await admin.close()
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  await migrateDatabase(url.href)
  const connection = connect(url.href, 2)
  await seedDatabase(connection.db, benchNow)
  const boss = await startBoss(url.href, createLog('silent'), false)
  await fillQueue(connection, tickets)
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  print('queue', `${tickets.toLocaleString('en')} tickets made`, `${seconds} s`)
  const ctx: Ctx = {
    db: connection.db,
    jobs: jobSender(boss),
    actor: { kind: 'system', name: 'bench' },
    now: () => benchNow,
    newId: uuidv7,
    vault: createVault('b'.repeat(40)),
    log: createLog('silent'),
  }
  // Asked at the same time, so that both connections answer.
  const answers = await Promise.all(
    [1, 2].map(
      () => connection.sql<{ pid: number }[]>`
      select pg_backend_pid() as pid, pg_sleep(0.2)::text`,
    ),
  )
  const backends = answers.flat()
  return {
    ctx,
    cpuMs: () => backends.reduce((sum, { pid }) => sum + processMs(pid), processMs(process.pid)),
    operator: actingAs(ctx, { kind: 'staff', staffId, role: 'operator' }),
    wake: () => connection.sql`
      update ticket set limit_check_at = ${benchNow.toISOString()} where status in ${connection.sql(openStatuses)}`,
    close: async () => {
      await boss.stop({ graceful: false })
      await connection.close()
    },
  }
}

/** User and system time of a process, in hundredths of a second as the kernel counts it. */
function processMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

async function compare(small: Queue, large: Queue, many: number): Promise<void> {
  const measure = async (what: string, work: (queue: Queue) => Promise<unknown>, times = calls) => {
    const [few, all] = await inTurns(
      () => work(small),
      () => work(large),
      times,
    )
    const before = large.cpuMs()
    for (let n = 0; n < times; n += 1) await work(large)
    const cpu = ((large.cpuMs() - before) / times).toFixed(1)
    const ratio = all.p95 / few.p95
    const beside = `with 10,000 ${few.p95.toFixed(1)} ms, ratio ${ratio.toFixed(2)}; medians ${all.median.toFixed(1)} and ${few.median.toFixed(1)} ms; processor ${cpu} ms`
    print('queue', `${what}, p95 with ${many.toLocaleString('en')}`, `${all.p95.toFixed(1)} ms`)
    print('queue', `  ${beside}`, '')
  }
  for (const filter of queueFilters) {
    await measure(`page "${filter}"`, ({ ctx }) => queuePage(ctx.db, { filter, staffId }))
  }
  const places = new Map<Queue, string | undefined>()
  await measure('page further and further down', async (queue) => {
    const after = places.get(queue)
    const page = await queuePage(queue.ctx.db, {
      filter: 'open',
      staffId,
      ...(after ? { after } : {}),
    })
    places.set(queue, page.next ?? undefined)
  })
  await measure('numbers on the tabs', ({ ctx }) => queueCounts(ctx.db, staffId))
  // Fewer than wait in the small queue.
  await measure('next ticket', ({ operator }) => takeNextTicket(operator), 40)
  const period = requireMonth('2026-10', compiledSeedCalendar())
  await measure('report of a month', ({ ctx }) => reportOf(ctx, period), 10)
}

/** An ordinary minute; then all open limits come up in one: first with every warning still to tell, then with none. */
async function sweeps({ ctx, wake, cpuMs }: Queue, open: number): Promise<void> {
  const idle = await timedOnce(() => sweepLimits(ctx))
  print('queue', `sweep of ${open} open limits, none of them due`, `${idle.toFixed(0)} ms`)
  for (const what of [
    'all warnings to tell',
    'nothing left to tell',
    'nothing left to tell, again',
  ]) {
    await wake()
    const started = performance.now()
    const before = cpuMs()
    const looked = await sweepLimits(ctx)
    const took = performance.now() - started
    print('queue', `sweep of ${looked} of ${open} open limits, ${what}`, `${took.toFixed(0)} ms`)
    print('queue', `  processor ${(cpuMs() - before).toFixed(0)} ms`, '')
  }
}

async function timedOnce(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

type Timing = { p95: number; median: number }

async function inTurns(
  one: () => Promise<unknown>,
  other: () => Promise<unknown>,
  times: number,
): Promise<[Timing, Timing]> {
  const took: [number[], number[]] = [[], []]
  const timed = async (work: () => Promise<unknown>, into: number[] | null) => {
    const started = performance.now()
    await work()
    into?.push(performance.now() - started)
  }
  for (let n = -5; n < times; n += 1) {
    await timed(one, n < 0 ? null : took[0])
    await timed(other, n < 0 ? null : took[1])
  }
  const [a, b] = took.map((list) => list.toSorted((x, y) => x - y))
  return [timing(a ?? []), timing(b ?? [])]
}

function timing(sorted: number[]): Timing {
  return { p95: p95(sorted), median: sorted[Math.floor(sorted.length / 2)] ?? 0 }
}
