import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ticket, triageRecord } from '../../db/schema/tickets.ts'
import { outbound } from '../../db/schema/transport.ts'
import { seedDatabase } from '../../src/seed.ts'
import { acknowledgeTicket } from '../../src/tickets/acknowledge-ticket.ts'
import { setTriage } from '../../src/tickets/set-triage.ts'
import { createModelTriage } from '../../src/triage/llm.ts'
import { startModelCalls } from '../../src/triage/model-engine.ts'
import { giveSecondOpinion, queueSecondOpinion } from '../../src/triage/second-opinion.ts'
import { buildStaff, buildTicket } from '../admin/desk.ts'
import { type TestContext, testContext } from '../harness.ts'

let desk: TestContext
let asked = 0
let answer: Record<string, unknown> = {}
let status = 200
const server = createServer((request, response) => {
  request.resume()
  request.on('end', () => {
    asked += 1
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify({
        choices: [{ message: { content: JSON.stringify(answer) }, finish_reason: 'stop' }],
        usage: { total_tokens: 100 },
      }),
    )
  })
})

beforeAll(async () => {
  desk = await testContext()
  await seedDatabase(desk.ctx.db, desk.ctx.now())
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
})
afterAll(async () => {
  await desk.close()
  server.close()
})

const opinion = {
  intent: 'billing',
  priority: 'low',
  complexity: 'simple',
  category: 'contract',
  insult: false,
  multi_problem: 1,
  needs_info: false,
  out_of_scope: false,
  mass_hint: false,
  wants_human: false,
  certainty: 0.9,
  reason: 'About an invoice.',
}

function engine(tokensPerDay = 1_000_000) {
  const { port } = server.address() as AddressInfo
  const settings = {
    apiKey: 'test',
    model: 'scripted',
    baseUrl: `http://127.0.0.1:${port}/v1`,
    embeddingsModel: null,
    tokensPerDay,
  }
  return createModelTriage(startModelCalls(settings, desk.ctx.db, desk.ctx.now))
}

/** Acknowledged by the offline engine, its second opinion still in the queue. */
async function acknowledged(body: string): Promise<string> {
  const { id } = await buildTicket(desk.ctx, { subject: 'Вопрос', body })
  await desk.drain({
    acknowledge: async (ctx, payload) => {
      await acknowledgeTicket(ctx, payload)
      await queueSecondOpinion(ctx, payload)
    },
  })
  return id
}

const opine = (ask = engine()) =>
  desk.drain({ 'model-triage': (ctx, payload) => giveSecondOpinion(ctx, ask, payload) })

async function state(id: string) {
  const [row] = await desk.ctx.db.select().from(ticket).where(eq(ticket.id, id))
  const records = await desk.ctx.db
    .select()
    .from(triageRecord)
    .where(eq(triageRecord.ticketId, id))
    .orderBy(asc(triageRecord.createdAt), asc(triageRecord.id))
  return { row, engines: records.map((record) => record.engine) }
}

test('the acknowledgement is out before the model is asked; then its word is stored beside and counts', async () => {
  answer = opinion
  const before = asked
  const id = await acknowledged('не выгружается отчёт, остальное работает')
  const sent = await desk.ctx.db.select().from(outbound).where(eq(outbound.ticketId, id))
  expect(sent.map((row) => row.kind)).toEqual(['acknowledgement'])
  expect(asked).toBe(before)
  await opine()
  const { row, engines } = await state(id)
  expect(engines).toEqual(['offline', 'model'])
  expect(row).toMatchObject({ intent: 'billing', priority: 'low' })
})

test('a compromise that a rule saw stays critical whatever the model says', async () => {
  answer = { ...opinion, intent: 'spam' }
  const id = await acknowledged('украли флешку с ключом эцп директора')
  await opine()
  const { row, engines } = await state(id)
  expect(engines).toEqual(['offline', 'model'])
  expect(row).toMatchObject({ intent: 'key_compromise', priority: 'critical' })
})

test('what a person decided meanwhile stands; the model is not asked any more', async () => {
  answer = opinion
  const id = await acknowledged('не печатается акт')
  const { staffId } = await buildStaff(desk.ctx)
  const ctx = {
    ...desk.ctx,
    actor: { kind: 'staff' as const, staffId, role: 'operator' as const },
  }
  await setTriage(ctx, {
    ticketId: id,
    intent: 'incident',
    priority: 'high',
    complexity: 'medium',
    reason: 'знаю клиента',
  })
  await opine()
  const { row, engines } = await state(id)
  expect(engines).toEqual(['offline', 'staff'])
  expect(row).toMatchObject({ intent: 'incident', priority: 'high' })
})

test('without budget or with a failing service the offline answer stands', async () => {
  const id = await acknowledged('не видно входящих у одного сотрудника')
  const before = await state(id)
  const calls = asked
  await opine(engine(0))
  expect(asked).toBe(calls)
  status = 400
  await giveSecondOpinion(desk.ctx, engine(), { ticketId: id })
  status = 200
  expect(await state(id)).toEqual(before)
})
