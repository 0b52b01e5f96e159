import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rating, ticket as ticketTable } from '../../db/schema/tickets.ts'
import { ratingToken, readRatingToken } from '../../src/rating-link/rating-token.ts'
import { closeTicket } from '../../src/tickets/close-ticket.ts'
import { buildStaff, buildTicket, type Desk, secretKey, startDesk, Visitor } from './desk.ts'

let desk: Desk
let staffId: string
beforeAll(async () => {
  desk = await startDesk()
  staffId = (await buildStaff(desk.ctx)).staffId
})
afterAll(() => desk.close())

async function closedTicket() {
  const built = await buildTicket(desk.ctx)
  await closeTicket(
    { ...desk.ctx, actor: { kind: 'staff', staffId, role: 'operator' } },
    { ticketId: built.id },
  )
  return { ...built, path: `/rate/${ratingToken({ ticketId: built.id, cycle: 1 }, secretKey)}` }
}
const ratings = (id: string) => desk.db.select().from(rating).where(eq(rating.ticketId, id))

describe('a rating link', () => {
  test('changes nothing when opened, even with a score in it', async () => {
    const ticket = await closedTicket()
    const response = await desk.app.request(`${ticket.path}?score=5`)
    expect(response.status).toBe(200)
    expect(await response.text()).toMatch(/value="5"[^>]*checked/)
    expect(await ratings(ticket.id)).toEqual([])
  })

  test('votes by its form, and a second vote replaces the first', async () => {
    const ticket = await closedTicket()
    const client = new Visitor(desk.app)
    expect((await client.post(ticket.path, { score: '2' })).status).toBe(303)
    expect((await client.post(ticket.path, { score: '4', comment: 'лучше' })).status).toBe(303)
    expect(await ratings(ticket.id)).toMatchObject([{ score: 4, comment: 'лучше', cycle: 1 }])
  })

  test.each(['', '0', '6', '5.5', 'five'])('a score of %j is refused', async (score) => {
    const ticket = await closedTicket()
    const response = await new Visitor(desk.app).post(ticket.path, { score, comment: 'почему' })
    expect(response.status).toBe(422)
    expect(await response.text()).toContain('почему')
    expect(await ratings(ticket.id)).toEqual([])
  })

  test('reopens the same ticket with the words of the client, and is spent by that', async () => {
    const ticket = await closedTicket()
    const client = new Visitor(desk.app)
    await client.post(ticket.path, { verb: 'reopen', text: 'Опять не работает' })
    const [row] = await desk.db.select().from(ticketTable).where(eq(ticketTable.id, ticket.id))
    expect(row).toMatchObject({ status: 'in_progress', cycle: 2, number: ticket.number })
    expect((await client.post(ticket.path, { score: '5' })).status).toBe(409)
    expect((await client.post(ticket.path, { verb: 'reopen' })).status).toBe(409)
  })

  test('of another key, another ticket or with a changed sign is not found', async () => {
    const ticket = await closedTicket()
    const foreign = ratingToken({ ticketId: ticket.id, cycle: 1 }, 'another key')
    for (const path of [`/rate/${foreign}`, `${ticket.path.slice(0, -1)}!`, '/rate/x']) {
      expect((await desk.app.request(path)).status).toBe(404)
      expect((await new Visitor(desk.app).post(path, { score: '5' })).status).toBe(404)
    }
  })

  test('reads back what it was made of, and no other spelling of it', () => {
    const target = { ticketId: '018f0000-0000-7000-8000-00000000000a', cycle: 3 }
    const token = ratingToken(target, secretKey)
    expect(readRatingToken(token, secretKey)).toEqual(target)
    for (let at = 0; at < token.length; at += 1) {
      const other = token[at] === 'A' ? 'B' : 'A'
      const changed = token.slice(0, at) + other + token.slice(at + 1)
      expect(readRatingToken(changed, secretKey)).toBeNull()
    }
  })
})

describe('help', () => {
  test('shows articles in Russian and Kazakh', async () => {
    const ru = await (await desk.app.request('/help/how-to-contact-support?lang=ru')).text()
    const kk = await (await desk.app.request('/help/how-to-contact-support?lang=kk')).text()
    expect(ru).toContain('lang="ru"')
    expect(kk).toContain('lang="kk"')
    expect(ru).not.toBe(kk)
  })

  test('searches, and an unknown article is not found', async () => {
    const found = await desk.app.request(
      `/help?q=${encodeURIComponent('как обратиться в поддержку')}`,
    )
    expect(await found.text()).toContain('class="results"')
    expect((await desk.app.request('/help/no-such-article')).status).toBe(404)
  })
})

test('a bug is told by a reference number, never by its words', async () => {
  const broken = await startDesk({
    health: async () => {
      throw new Error('secret detail')
    },
  })
  try {
    const response = await broken.app.request('/readyz')
    expect(response.status).toBe(500)
    const html = await response.text()
    expect(html).toMatch(/<code>[0-9a-f]{12}<\/code>/)
    expect(html).not.toContain('secret detail')
  } finally {
    await broken.close()
  }
})
