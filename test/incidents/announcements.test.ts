import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { statusSubscription } from '../../db/schema/incidents.ts'
import { outbound } from '../../db/schema/transport.ts'
import { actingAs, type Ctx } from '../../src/context.ts'
import { mailGateway } from '../../src/email/smtp-gateway.ts'
import { changeAnnouncement } from '../../src/incidents/change-announcement.ts'
import { currentNews } from '../../src/incidents/current-news.ts'
import { openIncident } from '../../src/incidents/open-incident.ts'
import { publishAnnouncement } from '../../src/incidents/publish-announcement.ts'
import { statusBoard } from '../../src/incidents/queries.ts'
import { subscriptionToken } from '../../src/incidents/subscription-token.ts'
import { updateIncident } from '../../src/incidents/update-incident.ts'
import { defaultSettings } from '../../src/settings/settings.ts'
import { acknowledgeTicket } from '../../src/tickets/acknowledge-ticket.ts'
import {
  buildStaff,
  buildTicket,
  type Desk,
  secretKey,
  signedIn,
  startDesk,
  Visitor,
} from '../admin/desk.ts'

let desk: Desk
let engineer: Ctx
beforeAll(async () => {
  desk = await startDesk()
  const { staffId } = await buildStaff(desk.ctx, 'engineer')
  engineer = actingAs(desk.ctx, { kind: 'staff', staffId, role: 'engineer' })
  await buildStaff(desk.ctx, 'operator')
})
afterAll(() => desk.close())

const works = {
  kind: 'technical',
  startsAt: '2026-11-23T09:00',
  endsAt: '2026-11-23T12:00',
  titleRu: 'Обновление <сервера>',
  titleKk: 'Серверді жаңарту',
  textRu: 'Подписание может отвечать дольше.',
} as const
const running = async () => (await currentNews(desk.ctx)).works.map(({ id }) => id)
const subscription = async (address: string) =>
  (
    await desk.db.select().from(statusSubscription).where(eq(statusSubscription.address, address))
  )[0]
const sentTo = (address: string, kind: string) =>
  desk.db
    .select()
    .from(outbound)
    .where(and(eq(outbound.address, address), eq(outbound.kind, kind)))
    .orderBy(outbound.createdAt)

test('works stand on the page, in the feed and in acknowledgements while they last, then in the history', async () => {
  const id = await publishAnnouncement(engineer, works)
  await publishAnnouncement(engineer, {
    ...works,
    kind: 'holiday',
    startsAt: '2026-12-16T00:00',
    endsAt: '',
    titleRu: 'Праздник',
    titleEn: 'Independence Day',
    textEn: 'We rest.',
  })
  const board = await statusBoard(desk.db, desk.clock.now())
  expect(board.now.map(({ titleRu }) => titleRu)).toEqual(['Обновление <сервера>'])
  expect(board.coming.map(({ titleRu }) => titleRu)).toEqual(['Праздник'])
  const ticket = await buildTicket(desk.ctx)
  await acknowledgeTicket(desk.ctx, { ticketId: ticket.id })
  const [acknowledged] = await desk.db
    .select({ model: outbound.model })
    .from(outbound)
    .where(and(eq(outbound.ticketId, ticket.id), eq(outbound.kind, 'acknowledgement')))
  expect(acknowledged?.model).toMatchObject({
    works: [{ title: works.titleRu, endsAt: '2026-11-23T07:00:00.000Z' }],
  })
  // Of no concern for a request about something else.
  await publishAnnouncement(engineer, {
    ...works,
    titleRu: 'Модуль 1С',
    products: ['integration-1c'],
  })
  const other = await buildTicket(desk.ctx)
  await acknowledgeTicket(desk.ctx, { ticketId: other.id })
  const [unconcerned] = await desk.db
    .select({ model: outbound.model })
    .from(outbound)
    .where(and(eq(outbound.ticketId, other.id), eq(outbound.kind, 'acknowledgement')))
  expect(unconcerned?.model).toMatchObject({ works: [{ title: works.titleRu }] })
  const guest = new Visitor(desk.app)
  const page = await (await guest.get('/status?lang=kk')).text()
  expect(page).toContain('1С интеграциялық модулі')
  expect(page).toContain('Серверді жаңарту')
  expect(page).toContain('(Астана уақыты)')
  // What is not translated is marked as the Russian that it is.
  const english = await (await guest.get('/status?lang=en')).text()
  expect(english).toContain('<h3 lang="en">Independence Day</h3>')
  expect(english).toContain('<h3 lang="ru">Обновление')
  const feed = await guest.get('/status.atom?lang=ru')
  expect(feed.headers.get('content-type')).toContain('application/atom+xml')
  expect(await feed.text()).toContain('Технические работы: Обновление &lt;сервера&gt;')
  desk.clock.set('2026-11-23T08:00:00Z')
  expect(await running()).not.toContain(id)
  expect((await statusBoard(desk.db, desk.clock.now())).past).toHaveLength(2)
})

test('works that take longer are extended, ended and withdrawn, each once', async () => {
  desk.clock.set('2026-11-24T05:00:00Z')
  const id = await publishAnnouncement(engineer, {
    ...works,
    startsAt: '2026-11-24T09:00',
    endsAt: '2026-11-24T12:00',
  })
  await changeAnnouncement(engineer, { change: 'move_end', id, endsAt: '2026-11-24T15:00' })
  desk.clock.set('2026-11-24T08:00:00Z')
  expect(await running()).toEqual([id])
  await changeAnnouncement(engineer, { change: 'finish', id })
  expect(await running()).toEqual([])
  await expect(changeAnnouncement(engineer, { change: 'withdraw', id })).rejects.toMatchObject({
    key: 'announcementOver',
  })
})

test('an operator reads, an engineer publishes; a wrong end comes back with what was typed', async () => {
  const operator = await signedIn(desk, 'operator@kense.app')
  expect((await operator.post('/desk/announcements', works)).status).toBe(403)
  const visitor = await signedIn(desk, 'engineer@kense.app')
  await visitor.get('/desk/announcements')
  const bad = await visitor.post('/desk/announcements', { ...works, endsAt: '2026-11-22T10:00' })
  expect(bad.status).toBe(422)
  expect(await bad.text()).toContain('Серверді жаңарту')
  expect((await visitor.post('/desk/announcements', { ...works, endsAt: '' })).status).toBe(303)
  expect(await (await visitor.get('/desk/announcements')).text()).toContain('Закончено')
})

test('a mail address is subscribed by its owner only, hears of works and faults once, and leaves', async () => {
  const address = 'reader@mail.example'
  const guest = new Visitor(desk.app)
  const ask = () => guest.post('/status/subscribe?lang=kk', { email: ' Reader@mail.example ' })
  expect((await ask()).status).toBe(200)
  expect((await ask()).status).toBe(200)
  expect((await guest.post('/status/subscribe', { email: 'nobody' })).status).toBe(422)
  expect(await sentTo(address, 'subscription')).toMatchObject([{ locale: 'kk' }])
  const made = await subscription(address)
  const path = `/status/subscription/${subscriptionToken(made?.id ?? '', secretKey)}`

  // A mail scanner opens the link: nothing comes of it.
  expect(await (await guest.get(path)).text()).toContain('value="on"')
  expect(await subscription(address)).toEqual(made)
  await publishAnnouncement(engineer, works)
  expect(await sentTo(address, 'announcement')).toEqual([])

  expect((await guest.post(path, { wanted: 'on' })).status).toBe(303)
  await publishAnnouncement(engineer, works)
  await publishAnnouncement(engineer, { ...works, tell: false })
  const [letter, ...others] = await sentTo(address, 'announcement')
  expect(others).toEqual([])
  expect(letter).toMatchObject({
    locale: 'kk',
    model: { subject: 'Техникалық жұмыстар: Серверді жаңарту', subscriptionId: made?.id },
  })

  // As a mail provider does it: no cookie, no origin (RFC 8058).
  const oneClick = await desk.app.request(path, {
    method: 'POST',
    body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
  })
  expect(oneClick.status).toBe(200)
  expect((await subscription(address))?.endedAt).toEqual(desk.clock.now())
  await publishAnnouncement(engineer, works)
  expect(await sentTo(address, 'announcement')).toHaveLength(1)
  expect((await desk.app.request(`${path.slice(0, -1)}_`)).status).toBe(404)
})

test('a letter to a subscriber carries its way out, for his mail program too', async () => {
  const mails: { headers: Record<string, string>; text: string }[] = []
  const gateway = mailGateway(
    async (mail) => void mails.push(mail as (typeof mails)[number]),
    {
      supportAddress: 'support@kense.app',
      messageIdDomain: 'kense.app',
      secretKey,
      loopToken: 'desk',
      plusAddresses: true,
      publicUrl: 'https://help.kense.app',
      faqBaseUrl: 'https://help.kense.app/help',
    },
    desk.clock.now,
    async () => null,
  )
  const id = desk.ctx.newId()
  const item = {
    outboundId: desk.ctx.newId(),
    channel: 'email' as const,
    address: 'reader@mail.example',
    locale: 'ru' as const,
    ticketId: null,
    settings: defaultSettings,
    thread: [],
    copies: [],
    files: [],
  }
  const url = `https://help.kense.app/status/subscription/${subscriptionToken(id, secretKey)}`
  const said = { number: null, subject: 'Работы', text: 'Сегодня', cycle: null }
  await gateway({
    ...item,
    content: { kind: 'announcement', model: { ...said, subscriptionId: id } },
  } as Parameters<typeof gateway>[0])
  await gateway({
    ...item,
    content: { kind: 'announcement', model: { ...said, subscriptionId: null } },
  } as Parameters<typeof gateway>[0])
  expect(mails[0]?.headers).toMatchObject({
    'List-Unsubscribe': `<${url}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  })
  expect(mails[0]?.text).toContain(url)
  expect(mails[1]?.headers).not.toHaveProperty('List-Unsubscribe')
})

test('a confirmed fault and what is said of it stand on the page and in the feed, in each language', async () => {
  const texts = (at: string) => ({ textRu: `${at} ру`, textKk: `${at} қаз`, textEn: `${at} eng` })
  const incidentId = await openIncident(engineer, {
    titleRu: 'Не подписываются <счета>',
    titleKk: 'Шоттарға қол қойылмайды',
    titleEn: 'Invoices cannot be signed',
    stage: 'investigating',
    startedAt: '2026-11-24T12:00',
    ...texts('first'),
  })
  desk.clock.advance(60_000)
  await updateIncident(engineer, { incidentId, stage: 'identified', ...texts('second') })
  const guest = new Visitor(desk.app)
  for (const [lang, words] of [
    ['ru', ['Не подписываются &lt;счета&gt;', 'first ру', 'second ру']],
    ['kk', ['Шоттарға қол қойылмайды', 'first қаз', 'second қаз']],
    ['en', ['Invoices cannot be signed', 'first eng', 'second eng']],
  ] as const) {
    const page = await (await guest.get(`/status?lang=${lang}`)).text()
    const feed = await (await guest.get(`/status.atom?lang=${lang}`)).text()
    for (const word of words) {
      expect(page).toContain(word)
      expect(feed).toContain(word)
    }
    expect(feed.match(/<entry /g)?.length).toBe(feed.match(/<id>urn:uuid:/g)?.length)
  }
  expect(await (await guest.get('/?lang=kk')).text()).toContain('Шоттарға қол қойылмайды')
  await updateIncident(engineer, { incidentId, stage: 'resolved', ...texts('third') })
  expect(await (await guest.get('/?lang=kk')).text()).not.toContain('Шоттарға қол қойылмайды')
  const board = await statusBoard(desk.db, desk.clock.now())
  expect(board.faults).toEqual([])
  expect(board.pastFaults).toMatchObject([{ id: incidentId, updates: { length: 3 } }])
})
