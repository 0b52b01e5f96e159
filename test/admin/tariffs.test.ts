import { desc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { identity } from '../../db/schema/people.ts'
import { payment } from '../../db/schema/tariffs.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { outbound } from '../../db/schema/transport.ts'
import { actingAs, type Ctx } from '../../src/context.ts'
import { seedDatabase } from '../../src/seed.ts'
import { changeTariff } from '../../src/tariffs/change-tariff.ts'
import { savePromotion } from '../../src/tariffs/save-promotion.ts'
import { acknowledgeTicket } from '../../src/tickets/acknowledge-ticket.ts'
import { buildClient } from '../clients/build-client.ts'
import { buildStaff, type Desk, signedIn, startDesk, Visitor } from './desk.ts'

let desk: Desk
let supervisor: Ctx
beforeAll(async () => {
  desk = await startDesk()
  await seedDatabase(desk.db, desk.clock.now())
  const { staffId } = await buildStaff(desk.ctx, 'supervisor')
  supervisor = actingAs(desk.ctx, { kind: 'staff', staffId, role: 'supervisor' })
})
afterAll(() => desk.close())

const page = async (path: string) => {
  const response = await desk.app.request(path)
  return { status: response.status, text: await response.text() }
}
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

const hidden = {
  code: 'corporate',
  basedOn: 1,
  nameRu: 'Корпоративный',
  nameKk: 'Корпоративтік',
  conditionsRu: 'Только по договору',
  conditionsKk: 'Тек шарт бойынша',
  priceTenge: '490000',
  periodMonths: 12,
  published: false,
}

describe('the public page of tariffs', () => {
  test('shows what is published, in three languages, with exact prices', async () => {
    await changeTariff(supervisor, hidden)
    const { text } = await page('/tariffs?lang=ru')
    expect(plain(text)).toContain('14 900 ₸')
    expect(text).toContain('Бесплатно')
    expect(text).not.toContain('Корпоративный')
    expect((await page('/tariffs?lang=kk')).text).toContain('Тегін')
    expect((await page('/tariffs?lang=en')).text).toContain('per month')
    expect((await page('/tariffs/corporate')).status).toBe(404)
  })

  test('shows a published promotion in its days, with the price before', async () => {
    const promotion = {
      kind: 'discount' as const,
      titleRu: 'Осенняя скидка',
      titleKk: 'Күзгі жеңілдік',
      conditionsRu: 'Для новых клиентов',
      conditionsKk: 'Жаңа клиенттерге',
      tariffCodes: ['business'],
      percent: '10',
      startsOn: '2026-11-01',
      endsOn: '2026-11-30',
    }
    await savePromotion(supervisor, { ...promotion, published: false, titleRu: 'Черновик' })
    await savePromotion(supervisor, { ...promotion, published: true })
    const text = plain((await page('/tariffs?lang=ru')).text)
    expect(text).toContain('13 410 ₸')
    expect(text).toContain('<s>14 900 ₸</s>')
    expect(text).toContain('Осенняя скидка')
    expect(text).not.toContain('Черновик')
    desk.clock.set('2026-11-30T19:00:00Z')
    expect((await page('/tariffs?lang=ru')).text).not.toContain('Осенняя скидка')
    desk.clock.set('2026-11-23T05:00:00Z')
  })

  test('a choice becomes a ticket about billing, acknowledged by mail', async () => {
    const visitor = new Visitor(desk.app)
    const response = await visitor.post('/tariffs/business?lang=ru', {
      email: 'Buyer@Firm.Example',
      organisation: 'ТОО «Покупатель»',
      wish: 'Нужна доверенность',
    })
    expect(response.status).toBe(200)
    const [row] = await desk.db.select().from(ticket).orderBy(desc(ticket.receivedAt)).limit(1)
    expect(row).toMatchObject({ intent: 'billing', channel: 'web', locale: 'ru' })
    await desk.drain({ acknowledge: acknowledgeTicket })
    const [sent] = await desk.db.select().from(outbound)
    expect(sent).toMatchObject({
      kind: 'acknowledgement',
      channel: 'email',
      address: 'buyer@firm.example',
    })
    const [after] = await desk.db
      .select()
      .from(ticket)
      .where(eq(ticket.id, row?.id ?? ''))
    expect(after?.intent).toBe('billing')
  })

  test('without an address to answer to, or for a tariff not on offer, nothing is registered', async () => {
    const before = await desk.db.$count(identity)
    const visitor = new Visitor(desk.app)
    expect((await visitor.post('/tariffs/business', { name: 'Без адреса' })).status).toBe(422)
    const other = await visitor.post('/tariffs/corporate', { email: 'a@firm.example' })
    expect(other.status).toBe(404)
    expect(await desk.db.$count(identity)).toBe(before)
  })
})

describe('the panel', () => {
  test('a supervisor adds a version; the form keeps what was typed when it is refused', async () => {
    const visitor = await signedIn(desk, 'supervisor@kense.app')
    await visitor.get('/desk/tariffs/business')
    const fields = {
      basedOn: '1',
      nameRu: 'Бизнес плюс',
      nameKk: 'Бизнес плюс',
      conditionsRu: 'Условия',
      conditionsKk: 'Шарттары',
      priceTenge: '15 900,50',
      periodMonths: '1',
      'product:documents': 'yes',
      published: 'yes',
      effectiveOn: '2026-11-01',
    }
    const refused = await visitor.post('/desk/tariffs/business', fields)
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('15 900,50')
    const saved = await visitor.post('/desk/tariffs/business', {
      ...fields,
      effectiveOn: '2026-12-01',
    })
    expect(saved.status).toBe(303)
    const list = plain(await (await visitor.get('/desk/tariffs')).text())
    expect(list).toContain('с 1 декабря 2026 г.: опубликован, 15 900,50 ₸')
  })

  test('an operator records a payment on the card of a client, and only once', async () => {
    const { staffId } = await buildStaff(desk.ctx, 'operator')
    const operator = actingAs(desk.ctx, { kind: 'staff', staffId, role: 'operator' })
    const { id } = await buildClient(operator)
    const visitor = await signedIn(desk, 'operator@kense.app')
    const card = `/desk/clients/${id}`
    await visitor.get(card)
    const pay = {
      verb: 'pay',
      tariffCode: 'business',
      invoiceNumber: 'СЧ-1',
      amountTenge: '14900',
      paidOn: '2026-11-23',
    }
    expect((await visitor.post(card, pay)).status).toBe(303)
    expect((await visitor.post(card, pay)).status).toBe(409)
    expect(await desk.db.$count(payment, eq(payment.clientId, id))).toBe(1)
    const shown = await (await visitor.get(card)).text()
    expect(shown).toContain('оплачен до 22 декабря 2026 г.')
    expect((await visitor.get('/desk/tariffs/new')).status).toBe(403)
  })
})
