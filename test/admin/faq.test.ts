import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faqAlias, faqArticle } from '../../db/schema/catalogue.ts'
import { faqOffer } from '../../db/schema/chat.ts'
import { faqReceipt } from '../../db/schema/faq.ts'
import type { Ctx, StaffRole } from '../../src/context.ts'
import { answerMode, setAnswerMode } from '../../src/faq/answer-mode.ts'
import { currentFaq, forgetFaq } from '../../src/faq/current-index.ts'
import { deflection } from '../../src/faq/deflection.ts'
import { draftFromTicket } from '../../src/faq/draft-from-ticket.ts'
import { faqGaps, groupAlike } from '../../src/faq/gaps.ts'
import { dropQuestion, keepQuestion } from '../../src/faq/keep-question.ts'
import { learnedCalibration } from '../../src/faq/learned-calibration.ts'
import { searchFaq } from '../../src/faq/offline-search.ts'
import { publishArticle, withdrawArticle } from '../../src/faq/publish-article.ts'
import { publishedArticle } from '../../src/faq/queries.ts'
import { refitAnswers } from '../../src/faq/refit-answers.ts'
import { saveArticle } from '../../src/faq/save-article.ts'
import { qualityRu } from '../../src/i18n/panel.quality.ru.ts'
import { seedDatabase } from '../../src/seed.ts'
import { replyToTicket } from '../../src/tickets/reply-to-ticket.ts'
import { judgedOffers } from '../triage/judged-offers.ts'
import { buildStaff, buildTicket, type Desk, password, startDesk, Visitor } from './desk.ts'

let desk: Desk
let operator: Ctx
let supervisor: Ctx

beforeAll(async () => {
  desk = await startDesk()
  await seedDatabase(desk.ctx.db, desk.ctx.now())
  operator = await acting('operator')
  supervisor = await acting('supervisor')
})
afterAll(() => desk.close())

async function acting(role: StaffRole): Promise<Ctx> {
  const { staffId } = await buildStaff(desk.ctx, role)
  return { ...desk.ctx, actor: { kind: 'staff', staffId, role } }
}

const wording = {
  product: 'other',
  titleRu: 'Как поменять цвет воротника пингвина',
  answerRu: 'Откройте раздел «Пингвины» и выберите воротник.',
}

test('a draft is not read by clients until a supervisor publishes it; the search follows', async () => {
  const { version } = await saveArticle(operator, { slug: 'penguin', isNew: true, ...wording })
  expect(await publishedArticle(desk.ctx.db, 'penguin')).toBeNull()
  await expect(publishArticle(operator, { slug: 'penguin', version })).rejects.toThrow('forbidden')
  await publishArticle(supervisor, { slug: 'penguin', version })
  expect(await publishedArticle(desk.ctx.db, 'penguin')).toMatchObject({ titleRu: wording.titleRu })
  const { index } = await currentFaq(desk.ctx.db)
  expect(searchFaq(index, 'сменить воротник пингвину').hits[0]?.slug).toBe('penguin')
  await withdrawArticle(supervisor, { slug: 'penguin' })
  expect(await publishedArticle(desk.ctx.db, 'penguin')).toBeNull()
})

test('an edit leaves what clients read; the wording the product came with can be brought back', async () => {
  const [before] = await desk.ctx.db.select().from(faqArticle).limit(1)
  if (!before) throw new Error('no seeded article')
  const { slug } = before
  const { version } = await saveArticle(operator, { slug, ...wording })
  expect(version).toBe(2)
  expect(await publishedArticle(desk.ctx.db, slug)).toMatchObject({ titleRu: before.titleRu })
  await publishArticle(supervisor, { slug, version })
  expect(await publishedArticle(desk.ctx.db, slug)).toMatchObject({ titleRu: wording.titleRu })
  await publishArticle(supervisor, { slug, version: 1 })
  expect(await publishedArticle(desk.ctx.db, slug)).toMatchObject({ titleRu: before.titleRu })
  await seedDatabase(desk.ctx.db, desk.ctx.now())
  const [after] = await desk.ctx.db.select().from(faqArticle).where(eq(faqArticle.slug, slug))
  expect(after?.version).toBe(1)
})

test('half a Kazakh translation and a taken address are refused', async () => {
  await expect(
    saveArticle(operator, { slug: 'half', isNew: true, ...wording, titleKk: 'Бір сұрақ' }),
  ).rejects.toThrow('kazakhHalf')
  await expect(saveArticle(operator, { slug: 'penguin', isNew: true, ...wording })).rejects.toThrow(
    'slugTaken',
  )
})

test('a kept question is masked, found by the search, and can be taken away', async () => {
  const slug = 'penguin'
  await publishArticle(supervisor, { slug, version: 1 })
  await keepQuestion(operator, { slug, text: 'зелёный жилет птице, мой иин 900101389960' })
  const [kept] = await desk.ctx.db.select().from(faqAlias).where(eq(faqAlias.slug, slug))
  expect(kept?.text).not.toContain('900101389960')
  const { index } = await currentFaq(desk.ctx.db)
  expect(searchFaq(index, 'зелёный жилет птице').hits[0]?.slug).toBe(slug)
  await dropQuestion(operator, { slug, id: kept?.id ?? '' })
  expect(await desk.ctx.db.$count(faqAlias, eq(faqAlias.slug, slug))).toBe(0)
})

test('a question whose answer a client confirmed teaches the search', async () => {
  const { id } = await buildTicket(desk.ctx, { subject: 'у королевского пернатого бант выцвел' })
  await desk.ctx.db.insert(faqOffer).values({
    ticketId: id,
    slug: 'penguin',
    position: 0,
    outcome: 'helped',
    shownAt: desk.ctx.now(),
    answeredAt: desk.ctx.now(),
  })
  // Another process wrote it: this one looks again after two seconds.
  forgetFaq(desk.ctx.db)
  const { index } = await currentFaq(desk.ctx.db)
  expect(searchFaq(index, 'выцвел бант у пернатого').hits[0]?.slug).toBe('penguin')
})

test('the four outcomes are counted apart', async () => {
  const since = new Date(desk.ctx.now().getTime() + 1)
  desk.clock.advance(3_600_000)
  const offer = (ticketId: string, outcome: 'shown' | 'helped') =>
    desk.ctx.db
      .insert(faqOffer)
      .values({ ticketId, slug: 'penguin', position: 0, outcome, shownAt: desk.ctx.now() })
  const confirmed = await buildTicket(desk.ctx)
  const silent = await buildTicket(desk.ctx)
  const handed = await buildTicket(desk.ctx)
  await offer(confirmed.id, 'helped')
  await offer(silent.id, 'shown')
  await offer(handed.id, 'helped')
  await replyToTicket(operator, { ticketId: handed.id, text: 'Отвечаю сам' })
  expect(await deflection(desk.ctx.db, since)).toEqual({
    offered: 3,
    confirmed: 1,
    silent: 1,
    cameBack: 0,
    handedOver: 1,
  })
})

test('like questions without an article come as one gap', async () => {
  expect(
    groupAlike([
      { number: '1', subject: 'Как подключить весы к кабинету' },
      { number: '2', subject: 'Сколько стоит тариф' },
      { number: '3', subject: 'подключить весы в кабинете' },
    ]).map((gap) => gap.tickets.map(({ number }) => number)),
  ).toEqual([['1', '3'], ['2']])
  expect(Array.isArray(await faqGaps(desk.ctx.db, new Date(0)))).toBe(true)
})

test('an answered ticket becomes a masked draft', async () => {
  const { id } = await buildTicket(desk.ctx, { subject: 'Как включить сирену' })
  await expect(draftFromTicket(operator, { ticketId: id })).rejects.toThrow('noAnswerYet')
  await replyToTicket(operator, { ticketId: id, text: 'Позвоните +7 701 222 33 44 и включите.' })
  const { slug } = await draftFromTicket(operator, { ticketId: id })
  const [draft] = await desk.ctx.db.select().from(faqArticle).where(eq(faqArticle.slug, slug))
  expect(draft).toMatchObject({ published: false, titleRu: 'Как включить сирену' })
  expect(draft?.answerRu).not.toContain('222 33 44')
})

test('the pages: list, new draft, publication, and a mistake shown beside its field', async () => {
  const visitor = new Visitor(desk.app)
  await visitor.get('/desk/sign-in')
  await visitor.post('/desk/sign-in', { email: 'supervisor@kense.app', password })
  const list = await (await visitor.get('/desk/faq')).text()
  expect(list).toContain('/desk/faq/penguin')
  await visitor.get('/desk/faq/new')
  const refused = await visitor.post('/desk/faq/new', { slug: 'Плохо', ...wording })
  expect(refused.status).toBe(422)
  expect(await refused.text()).toContain('aria-invalid')
  const saved = await visitor.post('/desk/faq/new', { slug: 'by-page', ...wording })
  expect(saved.headers.get('location')).toContain('/desk/faq/by-page')
  await visitor.get('/desk/faq/by-page')
  const done = await visitor.post('/desk/faq/by-page', { act: 'publish', version: '1' })
  expect(done.status).toBe(303)
  expect((await visitor.get('/help/by-page')).status).toBe(200)
})

test('a draft from the articles is taken into the reply, and its receipt tells why it was said', async () => {
  const { id, href } = await buildTicket(desk.ctx, { subject: 'Как войти' })
  const [article] = await desk.ctx.db.select().from(faqArticle).limit(1)
  if (!article) throw new Error('no article')
  const receiptId = desk.ctx.newId()
  const { slug, version } = article
  await desk.ctx.db.insert(faqReceipt).values({
    id: receiptId,
    ticketId: id,
    locale: 'ru',
    state: 'draft',
    answer: {
      question: 'Как войти',
      mode: 'draft',
      fault: null,
      sentences: [{ text: 'Нажмите «Войти».', articles: [slug] }],
      articles: [{ slug, version, title: 'Вход', text: 'Нажмите «Войти».' }],
    },
    engine: 'scripted',
    promptVersion: 'faq-1',
    createdAt: desk.ctx.now(),
  })
  const visitor = new Visitor(desk.app)
  await visitor.get('/desk/sign-in')
  await visitor.post('/desk/sign-in', { email: 'supervisor@kense.app', password })
  const page = await (await visitor.get(href)).text()
  expect(page).toContain(`/desk/faq/receipts/${receiptId}`)
  const taken = await (await visitor.get(`${href}?answer=${receiptId}`)).text()
  expect(taken).toMatch(new RegExp(`<textarea[^>]*>\\s*Нажмите «Войти».[\\s\\S]*/help/${slug}`))
  const why = await visitor.get(`/desk/faq/receipts/${receiptId}`)
  expect(await why.text()).toContain('faq-1')
  expect((await visitor.get('/desk/faq/receipts/nothing')).status).toBe(404)
  await visitor.get('/desk/faq')
  expect((await visitor.post('/desk/faq/answers', { mode: 'reply' })).status).toBe(303)
  expect(await answerMode(desk.ctx.db)).toBe('reply')
  await expect(setAnswerMode(operator, { mode: 'off' })).rejects.toThrow('forbidden')
})

test('the sureness of answers is fitted anew to what clients said, once enough of them have', async () => {
  await expect(refitAnswers(supervisor)).rejects.toThrow('tooFewOutcomes')
  await judgedOffers(desk.ctx, 60)
  const visitor = new Visitor(desk.app)
  await visitor.get('/desk/sign-in')
  await visitor.post('/desk/sign-in', { email: 'supervisor@kense.app', password })
  expect(await (await visitor.get('/desk/triage')).text()).toContain(qualityRu.answersSynthetic)
  expect((await visitor.post('/desk/triage/answers', {})).status).toBe(303)
  const learned = await learnedCalibration(desk.ctx.db)
  expect(learned?.outcomes).toBeGreaterThanOrEqual(60)
  expect(await (await visitor.get('/desk/triage')).text()).not.toContain(qualityRu.answersSynthetic)
  // Half of them were helped nothing by what the search was sure of.
  const { index } = await currentFaq(desk.ctx.db)
  const [article] = await desk.ctx.db.select().from(faqArticle).limit(1)
  expect(searchFaq(index, article?.titleRu ?? '').confidence).toBeCloseTo(0.5, 1)
})
