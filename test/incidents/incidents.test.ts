import { and, eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { alert } from '../../db/schema/alerts.ts'
import { incident, incidentTicket } from '../../db/schema/incidents.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { outbound } from '../../db/schema/transport.ts'
import { actingAs, type Ctx } from '../../src/context.ts'
import type { Locale } from '../../src/i18n/locale.ts'
import { changeReach } from '../../src/incidents/change-reach.ts'
import { confirmIncident } from '../../src/incidents/confirm-incident.ts'
import { forgetNews } from '../../src/incidents/current-news.ts'
import { dismissIncident } from '../../src/incidents/dismiss-incident.ts'
import { setIncidentRules } from '../../src/incidents/incident-rules.ts'
import { linkOffered } from '../../src/incidents/link-offered.ts'
import { openIncident } from '../../src/incidents/open-incident.ts'
import { placeTicket } from '../../src/incidents/place-ticket.ts'
import { solveLinked } from '../../src/incidents/solve-linked.ts'
import { updateIncident } from '../../src/incidents/update-incident.ts'
import { watchIncidents } from '../../src/incidents/watch-incidents.ts'
import { identifySender } from '../../src/people/identify-sender.ts'
import { acknowledgeTicket } from '../../src/tickets/acknowledge-ticket.ts'
import { appendClientMessage } from '../../src/tickets/append-client-message.ts'
import { requireTicketForUpdate } from '../../src/tickets/load-ticket.ts'
import { mergeTickets } from '../../src/tickets/merge-tickets.ts'
import { openTicket } from '../../src/tickets/open-ticket.ts'
import { setOutOfTurn } from '../../src/tickets/set-out-of-turn.ts'
import { setTriage } from '../../src/tickets/set-triage.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import { buildStaff, type Desk, signedIn, startDesk } from '../admin/desk.ts'

let desk: Desk
let engineer: Ctx
let operator: Ctx
beforeAll(async () => {
  desk = await startDesk()
  const { staffId } = await buildStaff(desk.ctx, 'engineer')
  engineer = actingAs(desk.ctx, { kind: 'staff', staffId, role: 'engineer' })
  const other = await buildStaff(desk.ctx, 'operator')
  operator = actingAs(desk.ctx, { kind: 'staff', staffId: other.staffId, role: 'operator' })
})
afterAll(() => desk.close())
// Every test has a day of its own: nothing of another one is in its window.
beforeEach(() => desk.clock.advance(10 * 24 * 3_600_000))
afterEach(async () => {
  await desk.db.update(incident).set({ state: 'closed', endedAt: desk.clock.now() })
  forgetNews(desk.db)
})

const words = {
  ru: 'Не могу подписать счёт: ошибка NCALayer, не работает подпись ни у кого',
  kk: 'Шотқа қол қойылмай жатыр, NCALayer қате береді, ешкім қол қоя алмай отыр',
  en: 'Cannot sign an invoice: NCALayer shows an error, signing does not work',
}
const russian = words.ru
/** No fault: tied to no incident by itself. */
const bill = 'Выставьте, пожалуйста, счёт на оплату тарифа за декабрь'

async function complain(
  who: string,
  body: string = russian,
  options: { locale?: Locale; channel?: 'email' | 'telegram' } = {},
): Promise<string> {
  const { locale = 'ru', channel = 'email' } = options
  const address = channel === 'email' ? `${who}@mail.example` : who
  const id = await desk.ctx.db.transaction(async (tx) => {
    const sender = await identifySender(
      desk.ctx,
      tx,
      { channel, address, displayName: who },
      locale,
    )
    const { ticket: opened } = await openTicket(desk.ctx, tx, {
      sender,
      channel,
      locale,
      subject: body.slice(0, 40),
      body,
      receivedAt: desk.clock.now(),
      quietMs: 0,
    })
    return opened.id
  })
  await acknowledgeTicket(desk.ctx, { ticketId: id })
  desk.clock.advance(1000)
  return id
}

const row = async (id: string) => {
  const [found] = await desk.db.select().from(ticket).where(eq(ticket.id, id))
  if (!found) throw new Error('no ticket')
  return found
}
const told = (address: string) =>
  desk.db
    .select()
    .from(outbound)
    .where(and(eq(outbound.address, address), eq(outbound.kind, 'announcement')))
    .orderBy(outbound.createdAt)
const proposals = () => desk.db.select().from(incident).where(eq(incident.state, 'proposed'))
const links = (incidentId: string) =>
  desk.db.select().from(incidentTicket).where(eq(incidentTicket.incidentId, incidentId))

const subject = {
  product: 'signing',
  symptom: 'sign',
  titleRu: 'Не подписываются документы',
  titleKk: 'Құжаттарға қол қойылмайды',
  titleEn: 'Documents cannot be signed',
} as const
const update = (stage: 'investigating' | 'monitoring' | 'resolved', text: string = stage) => ({
  stage,
  textRu: `${text} ru`,
  textKk: `${text} kk`,
  textEn: `${text} en`,
})

/** An incident that staff have opened, with these tickets linked. */
async function confirmed(ticketIds: string[], affectsAll = false): Promise<string> {
  const incidentId = await openIncident(engineer, {
    ...subject,
    affectsAll,
    ...update('investigating'),
    startedAt: '2026-11-01T09:00',
  })
  for (const ticketId of ticketIds)
    await placeTicket(operator, { incidentId, ticketId, linked: true })
  return incidentId
}
const end = (incidentId: string) => updateIncident(engineer, { incidentId, ...update('resolved') })

test('a rise proposes an incident once, and whoever it concerns is told once, in his language and channel', async () => {
  for (const who of ['a1', 'a2', 'a3']) await complain(who)
  await complain('a3', 'И акты подписать не могу, ошибка NCALayer')
  await watchIncidents(desk.ctx)
  expect(await proposals()).toEqual([])
  const kazakh = await complain('a4', words.kk, { locale: 'kk' })
  await complain('500', words.en, { locale: 'en', channel: 'telegram' })
  await Promise.all([watchIncidents(desk.ctx), watchIncidents(desk.ctx)])
  await watchIncidents(desk.ctx)
  const [proposed, ...others] = await proposals()
  if (!proposed) throw new Error('nothing proposed')
  expect(others).toEqual([])
  expect(proposed).toMatchObject({
    product: 'signing',
    symptom: 'sign',
    evidence: { clients: 5, usual: 0, tickets: 6 },
  })
  const alerts = await desk.db.select().from(alert).where(eq(alert.kind, 'incident_proposed'))
  expect(alerts).toMatchObject([{ times: 1, data: { incidentId: proposed.id, clients: 5 } }])
  expect(await told('a1@mail.example')).toEqual([])

  const offered = await links(proposed.id)
  expect(offered.map(({ state }) => state)).toEqual(Array(6).fill('offered'))
  const confirm = () =>
    confirmIncident(engineer, {
      incidentId: proposed.id,
      ...subject,
      ...update('investigating'),
      ticketIds: offered.map(({ ticketId }) => ticketId),
    })
  await confirm()
  await expect(confirm()).rejects.toMatchObject({ key: 'incidentDecided' })
  // Two requests, one message.
  expect(await told('a3@mail.example')).toMatchObject([
    { locale: 'ru', model: { subject: subject.titleRu, text: 'investigating ru' } },
  ])
  expect(await told('a4@mail.example')).toMatchObject([
    { ticketId: kazakh, model: { subject: subject.titleKk, text: 'investigating kk' } },
  ])
  expect(await told('500')).toMatchObject([
    { channel: 'telegram', locale: 'en', model: { text: 'investigating en' } },
  ])
  await end(proposed.id)
  expect(await told('a1@mail.example')).toHaveLength(2)
})

test('a further request is linked and acknowledged with the state of the incident, and hears what comes next', async () => {
  const incidentId = await confirmed([])
  const late = await complain('b1')
  expect(await links(incidentId)).toMatchObject([
    { ticketId: late, state: 'linked', staffId: null },
  ])
  const [acknowledgement] = await desk.db
    .select()
    .from(outbound)
    .where(and(eq(outbound.ticketId, late), eq(outbound.kind, 'acknowledgement')))
  expect(acknowledgement?.model).toMatchObject({
    incident: { title: subject.titleRu, text: 'investigating ru' },
    faq: [],
    ask: 'nothing',
  })
  expect(await told('b1@mail.example')).toEqual([])
  await updateIncident(engineer, { incidentId, ...update('monitoring') })
  expect(await told('b1@mail.example')).toMatchObject([{ model: { text: 'monitoring ru' } }])
  // Linked by hand while it lasts: told its present state, once.
  const byHand = await complain('b2', bill)
  await placeTicket(operator, { incidentId, ticketId: byHand, linked: true })
  await placeTicket(operator, { incidentId, ticketId: byHand, linked: false })
  await placeTicket(operator, { incidentId, ticketId: byHand, linked: true })
  expect(await told('b2@mail.example')).toMatchObject([{ model: { text: 'monitoring ru' } }])
  await end(incidentId)
  const after = await complain('b3')
  expect((await links(incidentId)).map(({ ticketId }) => ticketId)).not.toContain(after)
})

test('a report of compromise is tied to no incident, by nobody', async () => {
  const incidentId = await confirmed([])
  const stolen = await complain('c2', 'У меня украли ключ ЭЦП, подписывают документы без меня')
  expect(await links(incidentId)).toEqual([])
  await expect(
    placeTicket(operator, { incidentId, ticketId: stolen, linked: true }),
  ).rejects.toMatchObject({ key: 'compromiseNoIncident' })
})

test('out of turn is refused while the cause concerns everybody, and possible again when it does not', async () => {
  const one = await complain('d1')
  await setTriage(operator, {
    ticketId: one,
    priority: 'critical',
    complexity: 'simple',
    intent: 'incident',
    reason: '',
  })
  await setOutOfTurn(operator, { ticketId: one, outOfTurn: true, reason: 'суд завтра' })
  const incidentId = await confirmed([one], true)
  expect(await row(one)).toMatchObject({ outOfTurn: false })
  const jump = () =>
    setOutOfTurn(operator, { ticketId: one, outOfTurn: true, reason: 'суд завтра' })
  await expect(jump()).rejects.toMatchObject({ key: 'turnMassIncident' })
  await changeReach(engineer, { incidentId, affectsAll: false })
  expect(await jump()).toMatchObject({ outOfTurn: true })
  await changeReach(engineer, { incidentId, affectsAll: true })
  expect(await row(one)).toMatchObject({ outOfTurn: false })
  await placeTicket(operator, { incidentId, ticketId: one, linked: false })
  expect(await jump()).toMatchObject({ outOfTurn: true })
  await end(incidentId)
})

test('closing solves the linked requests, each client told once; who writes after that keeps his open', async () => {
  const [solved, again, unlinked] = [
    await complain('e1'),
    await complain('e2'),
    await complain('e3'),
  ]
  const second = await complain('e1', 'И накладную не подписать, NCALayer выдаёт ошибку')
  const incidentId = await confirmed([solved, again, second, unlinked])
  await placeTicket(operator, { incidentId, ticketId: unlinked, linked: false })
  desk.clock.advance(1000)
  await end(incidentId)
  desk.clock.advance(1000)
  const says = (id: string) =>
    desk.ctx.db.transaction(async (tx) => {
      const current = await requireTicketForUpdate(tx, id)
      const sender = await identifySender(
        desk.ctx,
        tx,
        { channel: 'email', address: 'e2@mail.example', displayName: 'e2' },
        'ru',
      )
      await appendClientMessage(desk.ctx, tx, current, {
        sender,
        channel: 'email',
        body: 'У меня всё ещё не подписывается',
        receivedAt: desk.clock.now(),
        quietMs: 0,
      })
    })
  await says(again)
  await solveLinked(desk.ctx, { by: 'incident', id: incidentId })
  await solveLinked(desk.ctx, { by: 'incident', id: incidentId })
  expect(await row(solved)).toMatchObject({ status: 'resolved', cycle: 1 })
  expect(await row(second)).toMatchObject({ status: 'resolved' })
  expect((await row(again)).status).not.toBe('resolved')
  expect((await row(unlinked)).status).not.toBe('resolved')
  expect((await told('e1@mail.example')).map(({ model }) => model)).toMatchObject([
    { text: 'investigating ru', cycle: null },
    { text: 'resolved ru', cycle: 1 },
  ])
  await expect(
    updateIncident(engineer, { incidentId, ...update('monitoring') }),
  ).rejects.toMatchObject({ key: 'incidentNotOpen' })
})

test('a dismissed rise is not proposed again by the same requests, only by as many new ones', async () => {
  const five = ['f1', 'f2', 'f3', 'f4', 'f5']
  for (const who of five) await complain(who)
  await watchIncidents(desk.ctx)
  const [proposed] = await proposals()
  if (!proposed) throw new Error('nothing proposed')
  await expect(
    dismissIncident(operator, { incidentId: proposed.id, reason: 'учения' }),
  ).rejects.toMatchObject({ code: 'forbidden' })
  await dismissIncident(engineer, { incidentId: proposed.id, reason: 'учения' })
  desk.clock.advance(1000)
  await complain('f6')
  await watchIncidents(desk.ctx)
  expect(await proposals()).toEqual([])
  for (const who of five) await complain(`${who}b`)
  await watchIncidents(desk.ctx)
  const [next] = await proposals()
  expect(next).toMatchObject({ evidence: { clients: 6 } })
  await dismissIncident(engineer, { incidentId: next?.id ?? '', reason: 'учения' })
})

test('all that is offered is linked at once, and a chat hears of the fault with its further words', async () => {
  const incidentId = await confirmed([])
  const chat = await complain('700', bill, { channel: 'telegram' })
  const mail = await complain('l1', bill)
  for (const ticketId of [chat, mail]) {
    await desk.db
      .insert(incidentTicket)
      .values({ incidentId, ticketId, state: 'offered', at: desk.clock.now() })
  }
  expect(await linkOffered(engineer, { incidentId })).toBe(2)
  expect(await linkOffered(engineer, { incidentId })).toBe(0)
  expect((await links(incidentId)).map(({ state }) => state)).toEqual(['linked', 'linked'])
  expect(await told('l1@mail.example')).toHaveLength(1)

  const says = await desk.ctx.db.transaction(async (tx) => {
    const current = await requireTicketForUpdate(tx, chat)
    const sender = await identifySender(
      desk.ctx,
      tx,
      { channel: 'telegram', address: '700', displayName: '' },
      'ru',
    )
    return appendClientMessage(desk.ctx, tx, current, {
      sender,
      channel: 'telegram',
      body: 'И акты тоже',
      receivedAt: desk.clock.now(),
      quietMs: 0,
    })
  })
  expect(says.ticket.id).toBe(chat)
  await acknowledgeTicket(desk.ctx, { ticketId: chat })
  const [notice] = await desk.db
    .select()
    .from(outbound)
    .where(and(eq(outbound.ticketId, chat), eq(outbound.kind, 'appended')))
  expect(notice?.model).toMatchObject({
    incident: { title: subject.titleRu, text: 'investigating ru' },
  })
  await end(incidentId)
})

test('a duplicate that is merged leaves its fault to the request that it repeats', async () => {
  const [kept, duplicate] = [await complain('k1'), await complain('k1')]
  const incidentId = await confirmed([duplicate])
  await mergeTickets(operator, { fromId: duplicate, intoId: kept })
  await end(incidentId)
  await solveLinked(desk.ctx, { by: 'incident', id: incidentId })
  expect(await row(kept)).toMatchObject({ status: 'resolved' })
  expect(await told('k1@mail.example')).toHaveLength(2)
})

test('two incidents do not explain one request, and one fault is not opened twice', async () => {
  const one = await complain('g1')
  const first = await confirmed([one])
  await expect(confirmed([])).rejects.toMatchObject({ key: 'incidentKnown' })
  const second = await openIncident(engineer, {
    ...subject,
    symptom: '',
    ...update('investigating'),
    startedAt: '2026-11-01T09:00',
  })
  await expect(
    placeTicket(operator, { incidentId: second, ticketId: one, linked: true }),
  ).rejects.toMatchObject({ key: 'otherIncident' })
  await end(first)
  await end(second)
})

test('the numbers of a product are its own, and only supervisors set them', async () => {
  const rules = {
    windowMinutes: '60',
    clients: '5',
    rise: '3',
    autoLink: false,
    products: { signing: { clients: '2' } },
  }
  await expect(setIncidentRules(engineer, rules)).rejects.toMatchObject({ code: 'forbidden' })
  const supervisor: Ctx = actingAs(desk.ctx, {
    kind: 'staff',
    staffId: engineer.actor.kind === 'staff' ? engineer.actor.staffId : '',
    role: 'supervisor',
  })
  await setIncidentRules(supervisor, rules)
  await complain('h1')
  await complain('h2')
  await watchIncidents(desk.ctx)
  const [proposed] = await proposals()
  await dismissIncident(engineer, { incidentId: proposed?.id ?? '', reason: 'учения' })
  // Without automatic linking a match is offered, and its client is told nothing of it.
  const incidentId = await confirmed([])
  const offered = await complain('h3')
  expect(await links(incidentId)).toMatchObject([{ ticketId: offered, state: 'offered' }])
  expect(await told('h3@mail.example')).toEqual([])
  await end(incidentId)
})

test('in the panel a proposal is seen over the queue, confirmed with its tickets, told of, and closed', async () => {
  await setIncidentRules(
    actingAs(desk.ctx, { kind: 'staff', staffId: desk.ctx.newId(), role: 'admin' }),
    { windowMinutes: 60, clients: 2, rise: 1, autoLink: true, products: {} },
  )
  const first = await complain('j1')
  await complain('j2')
  await watchIncidents(desk.ctx)
  const [proposed] = await proposals()
  const incidentId = proposed?.id ?? ''
  const href = `/desk/incidents/${incidentId}`
  const reader = await signedIn(desk, 'operator@kense.app')
  expect(await (await reader.get('/desk')).text()).toContain(href)
  expect(await (await reader.get('/desk/alerts')).text()).toContain(href)
  expect((await reader.post(href, { verb: 'dismiss', reason: 'учения' })).status).toBe(403)
  const visitor = await signedIn(desk, 'engineer@kense.app')
  const page = await (await visitor.get(href)).text()
  expect(page).toContain('2 клиента за 60 мин')
  const texts = { textRu: 'Знаем', textKk: 'Білеміз', textEn: 'We know' }
  const confirm = {
    verb: 'confirm',
    ...subject,
    stage: 'investigating',
    ...texts,
    ticketIds: first,
  }
  const refused = await visitor.post(href, { ...confirm, textKk: '' })
  expect(refused.status).toBe(422)
  expect(await refused.text()).toContain('We know')
  expect((await visitor.post(href, { ...confirm, affectsAll: 'on' })).status).toBe(303)
  const { number } = await row(first)
  const ticketPath = `/desk/tickets/${formatTicketNumber(number)}`
  expect(await (await reader.get(ticketPath)).text()).toContain('касается всех')
  expect((await reader.post(`${ticketPath}/incident`, { verb: 'unlink', incidentId })).status).toBe(
    303,
  )
  expect(await (await reader.get(ticketPath)).text()).toContain('Обращение объясняет')
  expect((await reader.post(`${ticketPath}/incident`, { verb: 'link', incidentId })).status).toBe(
    303,
  )
  expect(await (await reader.get(ticketPath)).text()).toContain('касается всех')
  const other = await complain('j3', bill)
  const linked = await reader.post(href, {
    verb: 'link',
    number: formatTicketNumber((await row(other)).number),
  })
  expect(linked.status).toBe(303)
  expect(await (await visitor.get(`${href}?stage=resolved`)).text()).toContain(
    'Устранено: сообщить',
  )
  const closed = await visitor.post(href, { verb: 'tell', stage: 'resolved', ...texts })
  expect(closed.headers.get('location')).toContain('done=incidentClosed')
  expect(await (await visitor.get('/desk/incidents')).text()).toContain(subject.titleRu)
  expect((await visitor.get('/desk/incidents/nothing')).status).toBe(404)
})
