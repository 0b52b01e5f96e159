import { eq, sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { auditEvent } from '../../db/schema/audit.ts'
import { appendAudit } from '../../src/audit.ts'
import { anchorAudit } from '../../src/audit-anchor.ts'
import { verifyAudit } from '../../src/audit-verify.ts'
import { type TestContext, testContext } from '../harness.ts'

let t: TestContext
beforeEach(async () => {
  t = await testContext()
  for (const chain of ['ticket:a', 'ticket:b', 'ticket:c']) {
    for (const action of ['opened', 'answered', 'closed']) await write(chain, action)
    await anchored()
  }
})
afterEach(() => t.close())

/** Seals every link at once: transactions of other databases of this server would hold an anchor back. */
async function anchored(): Promise<void> {
  await vi.waitUntil(
    async () => {
      const [row] = await t.sql<{ free: boolean }[]>`
        select pg_snapshot_xmin(pg_current_snapshot())::text::bigint > max(txid) as free from audit_event`
      return row?.free
    },
    { timeout: 20_000 },
  )
  await anchorAudit(t.ctx)
}

function write(chain: string, action: string) {
  return t.ctx.db.transaction((tx) => appendAudit(t.ctx, tx, { chain, action, data: { action } }))
}

/** What somebody with the database's own password could do. */
async function forge(statement: string): Promise<void> {
  await t.sql.unsafe(`
    alter table audit_event disable trigger all;
    alter table audit_anchor disable trigger all;
    ${statement};
    alter table audit_event enable trigger all;
    alter table audit_anchor enable trigger all`)
}

test('an untouched log is whole, and nobody changes it in passing', async () => {
  expect(await verifyAudit(t.db)).toMatchObject({ ok: true, links: 9, chains: 3, anchors: 3 })
  await expect(
    t.db.update(auditEvent).set({ action: 'x' }).where(eq(auditEvent.seq, 1)),
  ).rejects.toThrow()
  await expect(t.db.execute(sql`delete from audit_anchor`)).rejects.toThrow()
})

test.each([
  {
    what: 'a changed content',
    statement: `update audit_event set data = '{"action":"else"}' where chain = 'ticket:b' and seq = 2`,
    where: 'ticket:b #2',
  },
  {
    what: 'a changed moment',
    statement: `update audit_event set at = at - interval '1 hour' where chain = 'ticket:a' and seq = 3`,
    where: 'ticket:a #3',
  },
  {
    what: 'a link taken out of the middle',
    statement: `delete from audit_event where chain = 'ticket:c' and seq = 2`,
    where: 'ticket:c #2',
  },
  {
    what: 'a chain cut short',
    statement: `delete from audit_event where chain = 'ticket:b' and seq = 3`,
    where: 'anchor #2',
  },
  {
    what: 'a chain removed whole',
    statement: `delete from audit_event where chain = 'ticket:a'`,
    where: 'anchor #1',
  },
  {
    what: 'an anchor taken out',
    statement: 'delete from audit_anchor where seq = 2',
    where: 'anchor #2',
  },
  {
    what: 'a changed anchor',
    statement: 'update audit_anchor set rows = 2 where seq = 1',
    where: 'anchor #1',
  },
])('$what is found and named', async ({ statement, where }) => {
  await forge(statement)
  expect(await verifyAudit(t.db)).toMatchObject({ ok: false, where })
})

test('the newest links cut off with their anchor are found by the anchor that was kept elsewhere', async () => {
  const verdict = await verifyAudit(t.db)
  const kept = verdict.ok ? (verdict.newest ?? '') : ''
  expect(kept).toMatch(/^[0-9a-f]{64}$/)
  expect(await verifyAudit(t.db, kept)).toMatchObject({ ok: true })
  await forge(`delete from audit_anchor where seq = 3;
    delete from audit_event where chain = 'ticket:c'`)
  expect(await verifyAudit(t.db)).toMatchObject({ ok: true, anchors: 2 })
  expect(await verifyAudit(t.db, kept)).toEqual({
    ok: false,
    where: 'the anchors',
    what: 'the expected one is missing',
  })
})

test('chains of different tickets do not wait for each other', async () => {
  const held = Promise.withResolvers<void>()
  const entered = Promise.withResolvers<void>()
  const slow = t.ctx.db.transaction(async (tx) => {
    await appendAudit(t.ctx, tx, { chain: 'ticket:slow', action: 'opened' })
    entered.resolve()
    await held.promise
  })
  await entered.promise
  // Would hang here if one open transaction kept the log to itself.
  await write('ticket:quick', 'opened')
  await anchorAudit(t.ctx)
  held.resolve()
  await slow
  await anchored()
  expect(await verifyAudit(t.db)).toMatchObject({ ok: true, links: 11 })
})
