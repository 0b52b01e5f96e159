import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { client, clientContact } from '../../db/schema/clients.ts'
import { outbound } from '../../db/schema/transport.ts'
import { askResumption } from '../../src/access/ask-resumption.ts'
import { endResumption } from '../../src/access/end-resumption.ts'
import { accessOf } from '../../src/access/queries.ts'
import { verifyResumption } from '../../src/access/verify-resumption.ts'
import { acknowledgeCase } from '../../src/compromise/acknowledge-case.ts'
import { drillReport, newestDrill } from '../../src/compromise/drill-report.ts'
import { startDrill } from '../../src/compromise/start-drill.ts'
import type { Ctx } from '../../src/context.ts'
import { deliverWebhook } from '../../src/platform/deliver-webhook.ts'
import type { PlatformEventView } from '../../src/platform/event-view.ts'
import { staffCtx } from '../clients/build-client.ts'
import { type TestContext, testContext } from '../harness.ts'

let t: TestContext
let officer: Ctx
let second: Ctx
beforeAll(async () => {
  t = await testContext()
  officer = await staffCtx(t.ctx, 'compromise-officer')
  second = await staffCtx(t.ctx, 'supervisor')
})
afterAll(() => t.close())

test('a rehearsal runs the whole chain on a made-up client and reports the seconds of each step', async () => {
  expect(await newestDrill(t.db)).toBeNull()
  const { caseId, closed } = await startDrill(officer)
  expect(closed).toBe(true)
  await expect(startDrill(second)).rejects.toMatchObject({ key: 'drillRunning' })
  const [made] = await t.db.select().from(client)
  const clientId = made?.id ?? ''
  const access = async () => (await accessOf(t.db, clientId, {}, t.clock.now())).access
  expect(await access()).toBe('denied')

  const told: PlatformEventView[] = []
  const after = async (seconds: number, work: () => Promise<unknown>) => {
    t.clock.advance(seconds * 1000)
    await work()
  }
  const tell = () => deliverWebhook(t.ctx, async (event) => void told.push(event), { clientId })
  await after(1.5, () => t.db.update(outbound).set({ state: 'sent', sentAt: t.clock.now() }))
  await after(0.5, tell)
  expect(told.every((event) => event.data.client.drill)).toBe(true)
  await after(58, () => acknowledgeCase(officer, { caseId }))
  const [person] = await t.db
    .select()
    .from(clientContact)
    .where(eq(clientContact.clientId, clientId))
  let resumptionId = ''
  await after(60, async () => {
    const asked = { clientId, channel: 'phone' as const, receivedAt: t.clock.now() }
    resumptionId = (await askResumption(officer, asked)).id
  })
  const contactId = person?.contactId ?? ''
  await after(30, () =>
    verifyResumption(officer, { resumptionId, contactId, verification: 'trusted_email' }),
  )
  await after(20, () =>
    endResumption(second, { resumptionId, verdict: 'approve', reason: 'учения' }),
  )
  await after(1, tell)
  expect(await access()).toBe('allowed')
  const report = await drillReport(t.db, caseId)
  expect(
    Object.fromEntries(report?.steps.map(({ step, seconds }) => [step, seconds]) ?? []),
  ).toEqual({
    suspended: 0,
    alerted: 0,
    noticed: 1.5,
    told: 2,
    acknowledged: 60,
    asked: 120,
    verified: 150,
    resumed: 170,
    told_open: 171,
  })
})

test('the next one is on the same client, and its steps are its own', async () => {
  await startDrill(second)
  expect(await t.db.$count(client)).toBe(1)
  const steps = (await newestDrill(t.db))?.steps.filter(({ seconds }) => seconds === null)
  expect(steps?.map(({ step }) => step)).toEqual(
    expect.arrayContaining(['noticed', 'told', 'acknowledged', 'asked', 'resumed', 'told_open']),
  )
})
