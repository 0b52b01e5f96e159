import { desc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compromiseCase, compromiseReport } from '../../db/schema/compromise.ts'
import { ticket, triageRecord } from '../../db/schema/tickets.ts'
import { inbound, outbound } from '../../db/schema/transport.ts'
import { mailView } from '../../src/delivery/mail-view.ts'
import type { Identity } from '../../src/people/identify-sender.ts'
import { seedDatabase } from '../../src/seed.ts'
import { readSettings } from '../../src/settings/current-settings.ts'
import { acknowledgeTicket } from '../../src/tickets/acknowledge-ticket.ts'
import { appendClientMessage } from '../../src/tickets/append-client-message.ts'
import { heedLaterWords } from '../../src/tickets/heed-later-words.ts'
import { openTicket } from '../../src/tickets/open-ticket.ts'
import { setTriage } from '../../src/tickets/set-triage.ts'
import { ticketPage } from '../../src/tickets/ticket-page.ts'
import { triageOffline } from '../../src/triage/offline.ts'
import { isCompromise } from '../../src/triage/policy.ts'
import { buildIdentity, staffCtx } from '../clients/build-client.ts'
import { type TestContext, testContext } from '../harness.ts'

let t: TestContext
beforeAll(async () => {
  t = await testContext()
  await seedDatabase(t.ctx.db, t.ctx.now())
})
afterAll(() => t.close())

/** Says the words of a theft and means none: which of these the engine doubts is its own affair. */
const doubtful =
  [
    'сотрудник забрал флешку с актами, как загрузить их в кабинет?',
    'курьер унёс токен на замену батарейки, когда ждать обратно?',
    'бухгалтер унесла носитель в налоговую, можно пока подписывать?',
    'флешка с ключом полежала у коллеги на столе, это ничего?',
    'ключ забыла на работе до понедельника',
    'не помню, где оставил токен, наверное дома',
  ].find((text) => {
    const { intent, evidence } = triageOffline({ text, channel: 'email', subject: 'Вопрос' })
    return !isCompromise(intent) && evidence.some(({ rule }) => rule === 'compromise_doubt')
  }) ?? ''

let people = 0
const stranger = (channel: 'email' | 'telegram') => {
  people += 1
  const address = channel === 'email' ? `person${people}@mail.example` : `77${people}`
  return buildIdentity(t.ctx, { channel, address })
}

async function received(channel: 'email' | 'telegram'): Promise<string> {
  const id = t.ctx.newId()
  const receivedAt = t.clock.now()
  const raw = { id }
  await t.db
    .insert(inbound)
    .values({ id, channel, externalKey: id, receivedAt, raw, state: 'done' })
  return id
}

/** A ticket that is acknowledged already. */
async function opened(sender: Identity, body: string): Promise<string> {
  const channel = sender.channel as 'email' | 'telegram'
  const inboundId = await received(channel)
  const receivedAt = t.clock.now()
  const { ticket: made } = await t.db.transaction((tx) =>
    openTicket(t.ctx, tx, {
      ...{ sender, channel, body, receivedAt, inboundId },
      ...{ locale: 'ru', subject: 'Вопрос', quietMs: 0 },
    }),
  )
  await t.drain({ acknowledge: acknowledgeTicket })
  return made.id
}

/** Later words of the same client, ten minutes on. */
async function adds(sender: Identity, ticketId: string, body: string): Promise<void> {
  t.clock.advance(600_000)
  const channel = sender.channel as 'email' | 'telegram'
  const inboundId = await received(channel)
  await t.db.transaction(async (tx) => {
    const [current] = await tx.select().from(ticket).where(eq(ticket.id, ticketId))
    if (!current) throw new Error('no ticket')
    const receivedAt = t.clock.now()
    await appendClientMessage(t.ctx, tx, current, {
      ...{ sender, channel, body, receivedAt, inboundId, quietMs: 0 },
    })
  })
  await t.drain({ 'heed-words': heedLaterWords, acknowledge: acknowledgeTicket })
}

async function state(ticketId: string) {
  const [row] = await t.db.select().from(ticket).where(eq(ticket.id, ticketId))
  const records = await t.db
    .select()
    .from(triageRecord)
    .where(eq(triageRecord.ticketId, ticketId))
    .orderBy(desc(triageRecord.createdAt), desc(triageRecord.id))
  const sent = await t.db
    .select()
    .from(outbound)
    .where(eq(outbound.ticketId, ticketId))
    .orderBy(outbound.createdAt, outbound.id)
  return { row, engines: records.map(({ engine }) => engine), sent }
}

test('a theft told in a later mail becomes a case that counts from that mail', async () => {
  const sender = await stranger('email')
  const id = await opened(sender, 'Как выставить счёт-фактуру?')
  await adds(sender, id, 'И ещё: вчера украли сумку, в ней была флешка с ключом ЭЦП директора')
  const { row, engines } = await state(id)
  expect(row).toMatchObject({ intent: 'key_compromise', priority: 'critical' })
  expect(engines).toEqual(['later', 'offline'])
  const [report] = await t.db
    .select()
    .from(compromiseReport)
    .where(eq(compromiseReport.ticketId, id))
  expect(report?.receivedAt).toEqual(t.clock.now())
})

test('a doubt is asked about by mail, once, and «Да» makes it a case from the first receipt', async () => {
  const sender = await stranger('email')
  const firstAt = t.clock.now()
  const id = await opened(sender, doubtful)
  const { sent, row } = await state(id)
  expect(sent.map(({ kind, model }) => [kind, (model as { ask?: string }).ask])).toEqual([
    ['acknowledgement', 'doubt'],
  ])
  expect(row?.intent).not.toBe('key_compromise')
  const { body } = mailView(
    { kind: 'acknowledgement', model: sent[0]?.model } as Parameters<typeof mailView>[0],
    'ru',
    {
      publicUrl: 'https://desk.example',
      faqBaseUrl: 'https://desk.example/help',
      ratingUrl: () => '',
      unsubscribeUrl: () => '',
      settings: await readSettings(t.db),
    },
  )
  expect(body.text).toContain('«Да»')
  await adds(sender, id, 'Да')
  expect((await state(id)).row).toMatchObject({ intent: 'key_compromise', priority: 'critical' })
  const [found] = await t.db.select().from(compromiseCase).where(eq(compromiseCase.ticketId, id))
  expect(found?.state).toBe('open')
  const [report] = await t.db
    .select()
    .from(compromiseReport)
    .where(eq(compromiseReport.ticketId, id))
  expect(report?.receivedAt).toEqual(firstAt)
})

test('an outage told later waits for a person, whose decision stands', async () => {
  const sender = await stranger('telegram')
  const id = await opened(sender, 'как добавить нового сотрудника в кабинет')
  const outage = 'теперь никто из сотрудников не может войти, работа полностью стоит'
  await adds(sender, id, outage)
  const after = await state(id)
  expect(after.row).toMatchObject({ needsTriageCheck: true, priority: 'low' })
  expect(after.engines).toEqual(['later', 'offline'])
  const page = await ticketPage(t.db, after.row?.number ?? '')
  expect(page?.triage).toMatchObject({ engine: { engine: 'offline' }, later: { engine: 'later' } })
  await adds(sender, id, outage)
  expect((await state(id)).engines).toEqual(['later', 'offline'])
  const decided = { priority: 'high', complexity: 'medium', intent: 'incident' } as const
  await setTriage(await staffCtx(t.ctx, 'operator'), { ticketId: id, ...decided })
  await adds(sender, id, 'спасибо, ждём')
  const decidedRow = (await state(id)).row
  expect(decidedRow).toMatchObject({ needsTriageCheck: false, priority: 'high' })
  expect((await ticketPage(t.db, decidedRow?.number ?? ''))?.triage.later).toBeNull()
})

test('ordinary further words change nothing and write nothing', async () => {
  const sender = await stranger('telegram')
  const id = await opened(sender, 'не печатается акт сверки, остальное работает')
  await adds(sender, id, 'работаем в хроме, Windows 10')
  const { engines, sent } = await state(id)
  expect(engines).toEqual(['offline'])
  expect(sent.map(({ kind }) => kind)).not.toContain('doubt')
  expect(await t.db.$count(compromiseCase, eq(compromiseCase.ticketId, id))).toBe(0)
})
