import { and, asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deliveryView } from '../../bot/views.ts'
import { auditEvent } from '../../db/schema/audit.ts'
import { ticket as ticketTable } from '../../db/schema/tickets.ts'
import { outbound } from '../../db/schema/transport.ts'
import type { OutboundModel } from '../../src/delivery/kinds.ts'
import { mailView } from '../../src/delivery/mail-view.ts'
import { locales } from '../../src/i18n/locale.ts'
import { defaultSettings } from '../../src/settings/settings.ts'
import { refusalReasons } from '../../src/tickets/refusal.ts'
import { setTriage } from '../../src/tickets/set-triage.ts'
import { buildStaff, buildTicket, type Desk, signedIn, startDesk, type Visitor } from './desk.ts'

let desk: Desk
let visitor: Visitor
let staffId: string
beforeAll(async () => {
  desk = await startDesk()
  staffId = (await buildStaff(desk.ctx)).staffId
  visitor = await signedIn(desk, 'operator@kense.app')
})
afterAll(() => desk.close())

const rowOf = async (id: string) =>
  (await desk.db.select().from(ticketTable).where(eq(ticketTable.id, id)))[0]
const notices = (id: string) =>
  desk.db
    .select()
    .from(outbound)
    .where(and(eq(outbound.ticketId, id), eq(outbound.kind, 'decision')))
const actions = async (id: string) =>
  (
    await desk.db
      .select()
      .from(auditEvent)
      .where(eq(auditEvent.chain, `ticket:${id}`))
      .orderBy(asc(auditEvent.seq))
  ).map(({ action }) => action)
const classified = (ticketId: string, values: { priority?: 'high'; intent?: 'key_compromise' }) =>
  setTriage(
    { ...desk.ctx, actor: { kind: 'staff', staffId, role: 'operator' } },
    { ticketId, priority: 'low', complexity: 'simple', intent: 'other', ...values },
  )

describe('Annex 1, 4.6', () => {
  test.each([
    ['suspend', 'support_suspended'],
    ['refuse', 'refused'],
  ])('%s stores the ground and tells the client', async (verb, status) => {
    const ticket = await buildTicket(desk.ctx)
    const response = await visitor.post(`${ticket.href}/refusal`, {
      verb,
      reason: 'out_of_scope',
      text: 'Обратитесь в НУЦ РК.',
    })
    expect(response.status).toBe(303)
    expect(await rowOf(ticket.id)).toMatchObject({ status })
    expect(await notices(ticket.id)).toMatchObject([
      { model: { reason: 'out_of_scope', text: 'Обратитесь в НУЦ РК.' } },
    ])
    const shown = await (await visitor.get(ticket.href)).text()
    expect(shown).toContain('вне рамок технической поддержки')
    // A second press finds the ticket changed and sends nothing.
    const again = { verb, reason: 'out_of_scope' }
    expect((await visitor.post(`${ticket.href}/refusal`, again)).status).toBe(409)
    expect(await notices(ticket.id)).toHaveLength(1)
  })

  test('missing information is a ground only after a question', async () => {
    const ticket = await buildTicket(desk.ctx)
    const refusal = { verb: 'refuse', reason: 'insufficient_info', text: 'Слова клиенту' }
    const early = await visitor.post(`${ticket.href}/refusal`, refusal)
    expect(early.status).toBe(409)
    const html = await early.text()
    expect(html).toContain('id="refusal-error"')
    expect(html).toContain('Слова клиенту')
    expect(await rowOf(ticket.id)).toMatchObject({ status: 'registered' })
    await visitor.post(`${ticket.href}/reply`, { text: 'Какой браузер?', mode: 'question' })
    expect((await visitor.post(`${ticket.href}/refusal`, refusal)).status).toBe(303)
    expect(await rowOf(ticket.id)).toMatchObject({ status: 'refused' })
  })

  test.each(['suspend', 'refuse'])('a compromise report cannot be made to %s', async (verb) => {
    const ticket = await buildTicket(desk.ctx)
    await classified(ticket.id, { intent: 'key_compromise' })
    const refusal = { verb, reason: 'profanity_or_insult' }
    expect((await visitor.post(`${ticket.href}/refusal`, refusal)).status).toBe(409)
    expect(await notices(ticket.id)).toEqual([])
    expect(await (await visitor.get(ticket.href)).text()).not.toContain('value="refuse"')
  })

  test('without a known ground nothing happens', async () => {
    const ticket = await buildTicket(desk.ctx)
    for (const reason of ['', 'tired']) {
      const response = await visitor.post(`${ticket.href}/refusal`, { verb: 'refuse', reason })
      expect(response.status).toBe(422)
    }
    expect(await actions(ticket.id)).toEqual(['ticket.opened'])
  })

  const base = { number: '483920179', subject: 'Тема', text: 'Свои слова <b>' }
  const mail = {
    publicUrl: 'https://help.example',
    faqBaseUrl: 'https://help.example/help',
    ratingUrl: () => '',
    unsubscribeUrl: () => '',
    settings: defaultSettings,
  }
  test('every ground is told with its clause in every language and channel', () => {
    for (const locale of locales) {
      const told = new Set<string>()
      for (const decision of ['suspended', 'refused'] as const) {
        for (const reason of refusalReasons) {
          const model: OutboundModel<'decision'> = { ...base, decision, reason }
          const content = { kind: 'decision', model } as const
          const { text } = mailView(content, locale, mail).body
          expect(text).toContain('4.6')
          expect(text).toContain('KNS-483-920-179')
          expect(text).toContain(base.text)
          const view = { faqBaseUrl: '', supportEmail: 'support@kense.app' }
          const chat = deliveryView(content, locale, view, '')
          expect(chat.html).toContain('4.6')
          expect(chat.html).toContain('Свои слова &lt;b&gt;')
          told.add(text)
        }
      }
      expect(told.size).toBe(2 * refusalReasons.length)
    }
  })
})

describe('handing to development', () => {
  test('needs a reference, tells the client once, and the reference can be corrected', async () => {
    const ticket = await buildTicket(desk.ctx)
    const without = await visitor.post(`${ticket.href}/development`, { reference: ' ' })
    expect(without.status).toBe(422)
    expect(await without.text()).toContain('id="dev-reference-error"')
    for (const reference of ['DEV-1', 'DEV-1', 'DEV-2']) {
      const sent = await visitor.post(`${ticket.href}/development`, { reference })
      expect(sent.status).toBe(303)
    }
    expect(await rowOf(ticket.id)).toMatchObject({
      status: 'in_development',
      devReference: 'DEV-2',
    })
    expect(await notices(ticket.id)).toMatchObject([{ model: { decision: 'development' } }])
    expect(await actions(ticket.id)).toEqual([
      'ticket.opened',
      'ticket.sent_to_development',
      'ticket.sent_to_development',
    ])
    expect(JSON.stringify(await notices(ticket.id))).not.toContain('DEV-')
  })
})

describe('out of turn', () => {
  const turn = (href: string, fields: Record<string, string>) =>
    visitor.post(`${href}/turn`, fields)

  test('is for high criticality only, and for a reason that stays on record', async () => {
    const ticket = await buildTicket(desk.ctx)
    const reason = 'Стоит отгрузка'
    expect((await turn(ticket.href, { verb: 'out', reason })).status).toBe(409)
    await classified(ticket.id, { priority: 'high' })
    expect((await turn(ticket.href, { verb: 'out', reason: '' })).status).toBe(422)
    expect(await rowOf(ticket.id)).toMatchObject({ outOfTurn: false })
    expect((await turn(ticket.href, { verb: 'out', reason })).status).toBe(303)
    expect(await rowOf(ticket.id)).toMatchObject({ outOfTurn: true, queueRank: 1 })
    expect(await (await visitor.get(ticket.href)).text()).toContain(reason)
    await turn(ticket.href, { verb: 'out', reason })
    await turn(ticket.href, { verb: 'in' })
    expect(await rowOf(ticket.id)).toMatchObject({ outOfTurn: false })
    expect((await actions(ticket.id)).slice(-2)).toEqual([
      'ticket.put_out_of_turn',
      'ticket.put_in_turn',
    ])
  })
})
