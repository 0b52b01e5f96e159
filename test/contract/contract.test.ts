import { desc, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ZodError } from 'zod'
import { auditEvent } from '../../db/schema/audit.ts'
import { type Actor, actingAs, type Ctx } from '../../src/context.ts'
import { DomainError } from '../../src/errors.ts'
import { strongRights } from '../../src/rights.ts'
import { type TestContext, testContext } from '../harness.ts'
import { jobs, otherWriters, verbs } from './registry.ts'
import { type Acting, type Verb, writingFunctions } from './verb.ts'
import { allRoles, buildWorld, type World } from './world.ts'

let t: TestContext
let world: World
/** Every write gives a row a new xmin, or makes one more or one less. */
let stamps: string
/** Slower: a row that was written as it had been counts as the same. */
let contents: string
beforeAll(async () => {
  t = await testContext()
  world = await buildWorld(t.ctx)
  stamps = await sumUp(`count(*) || ' ' || coalesce(sum(r.xmin::text::bigint), 0)`)
  contents = await sumUp(`md5(coalesce(string_agg(r::text, '|' order by r::text), ''))`)
})
afterAll(() => t.close())

// Fails for you? Give your new verb a contract in the list of its subject; `registry.ts` says where.
test('every function of src that writes has its contract here, or stands among those without one', () => {
  const jobNames = jobs.map(([module, job]) => `${module} ${job.name}`)
  const known = [...verbs.map(({ name }) => name), ...jobNames, ...otherWriters]
  expect(known.filter((name, at) => known.indexOf(name) !== at)).toEqual([])
  const composed = verbs.filter((one) => one.composed).map(({ name }) => name)
  expect(known.filter((name) => !composed.includes(name)).toSorted()).toEqual(writingFunctions())
})

test('a job is refused to everybody but the system', async () => {
  const people: Actor[] = [
    { kind: 'customer', contactId: world.strangerId },
    { kind: 'platform', keyId: 'contract' },
    ...Object.values(world.staff),
  ]
  for (const [module, job] of jobs) {
    for (const actor of people) {
      const refusal = await job(actingAs(t.ctx, actor) as never, {} as never, {} as never).catch(
        (error: unknown) => error,
      )
      expect([module, refusal]).toEqual([module, expect.objectContaining({ code: 'forbidden' })])
    }
  }
})

const cases = verbs.map((one) => [one.name, one.again, one] as const)

test.each(cases)('%s: who may, one act of the audit log, once more %s', (_name, _again, one) =>
  within(one, async (acting, call) => {
    const before = await checksum(acting, stamps)
    for (const actor of strangers(one)) {
      const refusal = await call(actingAs(acting.system, actor)).catch((error: unknown) => error)
      expect([actor, refusal]).toEqual([actor, expect.any(DomainError)])
      expect(['forbidden', 'not_found']).toContain((refusal as DomainError).code)
    }
    for (const actor of one.takesInput ? entitled(one) : []) {
      const ctx = actingAs(acting.system, actor)
      const fault = await one.callBadly(ctx).catch((error: unknown) => error)
      expect([actor, faultOf(fault)]).toEqual([actor, 'of the input'])
    }
    expect(await checksum(acting, stamps)).toBe(before)
    for (const [at, actor] of doers(one).entries()) {
      await rolledBack(acting.system, async (system) => {
        const ctx = actingAs(system, actor)
        const earlier = await links(system)
        await call(ctx)
        const later = await links(system)
        expect([actor, later.count - earlier.count]).toEqual([actor, one.audits])
        expect(later.actor).toEqual(actor)
        if (at === 0) await twice({ ...acting, system }, one, () => call(ctx))
      })
    }
  }),
)

/** Whom bad input was told has passed the authorisation: of staff one stands for all of them then. */
function doers(one: Verb): Actor[] {
  const actors = entitled(one)
  const [first, ...rest] = actors.filter(({ kind }) => kind === 'staff')
  const others = actors.filter(({ kind }) => kind !== 'staff')
  return [...(first ? [first] : []), ...(one.takesInput ? [] : rest), ...others]
}

/** What stood against a call: its input, or the person. */
function faultOf(error: unknown): unknown {
  if (error instanceof ZodError) return 'of the input'
  if (error instanceof DomainError && error.code !== 'forbidden') return 'of the input'
  return error
}

/** The same call a second time. */
async function twice(acting: Acting, one: Verb, call: () => Promise<unknown>): Promise<void> {
  if (one.again === 'anew') {
    await call()
    return
  }
  const sum = one.rewrites ? contents : stamps
  const before = await checksum(acting, sum)
  const outcome = await call().then(
    () => 'nothing',
    (error: unknown) => (error instanceof DomainError ? 'refused' : error),
  )
  expect(outcome).toBe(one.again)
  expect(await checksum(acting, sum)).toBe(before)
}

function strangers(one: Verb): Actor[] {
  const others: Actor[] = [
    { kind: 'customer', contactId: world.strangerId },
    { kind: 'system', name: 'contract' },
    { kind: 'platform', keyId: 'contract' },
  ]
  const staff = allRoles
    .filter((role) => !one.roles.includes(role))
    .map((role) => world.staff[role])
  const strong = one.right !== null && strongRights.includes(one.right)
  const halves = strong
    ? one.roles.map((role) => {
        const { secondFactor: _, ...half } = world.staff[role]
        return half
      })
    : []
  // A customer who may is the owner: the stranger never.
  const may = one.also.filter((kind) => kind !== 'customer') as string[]
  return [...others.filter(({ kind }) => !may.includes(kind)), ...staff, ...halves]
}

function entitled(one: Verb): Actor[] {
  return [
    ...one.roles.map((role): Actor => world.staff[role]),
    ...(one.also.includes('system') ? [{ kind: 'system', name: 'contract' } as const] : []),
    ...(one.also.includes('platform') ? [{ kind: 'platform', keyId: 'contract' } as const] : []),
    ...(one.also.includes('customer')
      ? [{ kind: 'customer', contactId: one.owner?.(world) ?? '' } as const]
      : []),
  ]
}

/** Runs in a transaction that is rolled back, so that every contract finds the same world. */
async function within(
  one: Verb,
  work: (acting: Acting, call: (ctx: Ctx) => Promise<unknown>) => Promise<void>,
): Promise<void> {
  await rolledBack(t.ctx, async (system) => {
    const acting: Acting = {
      system,
      world,
      as: (role) => actingAs(system, world.staff[role]),
    }
    await work(acting, await one.prepare(acting))
  })
}

class Undo extends Error {}

async function rolledBack(ctx: Ctx, work: (ctx: Ctx) => Promise<void>): Promise<void> {
  const undone = ctx.db.transaction(async (tx) => {
    await work({ ...ctx, db: tx })
    throw new Undo()
  })
  await undone.catch((error: unknown) => {
    if (!(error instanceof Undo)) throw error
  })
}

async function links(ctx: Ctx): Promise<{ count: number; actor: unknown }> {
  const [row] = await ctx.db
    .select({ actor: auditEvent.actor, count: sql<number>`count(*) over ()::int` })
    .from(auditEvent)
    .orderBy(desc(auditEvent.id))
    .limit(1)
  return row ?? { count: 0, actor: null }
}

// Failed sign-ins are counted on purpose.
const leftOut = ['sign_in_failure']

/** One statement that sums up every row of every table. */
async function sumUp(what: string): Promise<string> {
  const tables = await t.sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public' order by tablename`
  return tables
    .filter(({ name }) => !leftOut.includes(name))
    .map(({ name }) => `select '${name}' as t, ${what} as h from "${name}" r`)
    .join(' union all ')
    .concat(' order by t')
}

async function checksum({ system }: Acting, statement: string): Promise<string> {
  const rows = await system.db.execute<{ t: string; h: string }>(sql.raw(statement))
  return rows.map(({ t: name, h }) => `${name} ${h}`).join('\n')
}
