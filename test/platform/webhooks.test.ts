import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { eq, isNull } from 'drizzle-orm'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { alert } from '../../db/schema/alerts.ts'
import { platformEvent } from '../../db/schema/platform.ts'
import { createReceiver, type Event, type Memory, receive } from '../../docs/webhook-receiver.ts'
import { liftBreach } from '../../src/access/lift-breach.ts'
import { suspendClient } from '../../src/access/suspend-client.ts'
import { actingAs, type Ctx } from '../../src/context.ts'
import { startBoss } from '../../src/jobs/boss.ts'
import { startWorkers } from '../../src/jobs/work.ts'
import { deliverWebhook, webhookPatienceMs } from '../../src/platform/deliver-webhook.ts'
import type { PlatformEventView } from '../../src/platform/event-view.ts'
import { replayEvents } from '../../src/platform/replay-events.ts'
import { webhookGateway } from '../../src/platform/webhook-gateway.ts'
import { signedHeaders, webhookSecret } from '../../src/platform/webhook-signature.ts'
import { buildClient, staffCtx } from '../clients/build-client.ts'
import { type TestContext, testContext } from '../harness.ts'

const present = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
const earlier = `whsec_${Buffer.alloc(32, 2).toString('base64')}`
const secretsOf = (...texts: string[]) =>
  texts.map((text) => webhookSecret(text)).filter((bytes) => bytes !== null)

let t: TestContext
let officer: Ctx
let second: Ctx
let admin: Ctx
let clientId: string
let clients = 0
beforeAll(async () => {
  t = await testContext()
  officer = await staffCtx(t.ctx, 'compromise-officer')
  second = await staffCtx(t.ctx, 'supervisor')
  admin = await staffCtx(t.ctx, 'admin')
})
beforeEach(async () => {
  clients += 1
  const name = `ТОО «${clients}»`
  const person = clients === 1 ? {} : { person: null }
  const number = clients === 1 ? '991240000003' : ''
  const made = await buildClient(officer, { name, number, noNumberReason: 'нет', ...person })
  clientId = made.id
  // Every test has a client of its own and its own silence of alerts.
  await t.db
    .update(alert)
    .set({ acknowledgedAt: t.clock.now() })
    .where(isNull(alert.acknowledgedAt))
})
afterAll(() => t.close())

const suspend = (id = clientId) =>
  suspendClient(officer, { clientId: id, scope: 'platform', codes: ['4.3.1'] })
const events = (id = clientId) =>
  t.db.select().from(platformEvent).where(eq(platformEvent.clientId, id)).orderBy(platformEvent.seq)
const tell = (gateway: (event: PlatformEventView) => Promise<void>, id = clientId) =>
  deliverWebhook(t.ctx, gateway, { clientId: id })
const down = async () => {
  throw new Error('HTTP 503')
}
const openAlerts = () => t.db.select().from(alert).where(isNull(alert.acknowledgedAt))

/** The example of the documentation, listening. */
async function platform(secrets: string[], memory: Memory) {
  const applied: Event[] = []
  const server = createReceiver(secrets, (event) => void applied.push(event), memory)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    applied,
    gateway: webhookGateway(
      { url: `http://127.0.0.1:${port}/`, secrets: secretsOf(present, earlier) },
      () => new Date(),
    ),
    close: () => new Promise((done) => server.close(done)),
  }
}
const blank = (): Memory => ({ seen: new Set(), newest: new Map() })

describe('a webhook', () => {
  test('is told by the worker as soon as access is closed, with the numbers that lie encrypted', async () => {
    const memory = blank()
    const other = await platform([present], memory)
    const boss = await startBoss(t.url, t.ctx.log, true)
    await startWorkers(boss, t.ctx, {
      'tell-platform': (ctx, payload) => deliverWebhook(ctx, other.gateway, payload),
    })
    await suspend()
    await expect.poll(() => other.applied.length, { timeout: 25_000 }).toBe(1)
    expect(other.applied[0]).toMatchObject({
      type: 'access.changed',
      data: {
        client: { id: clientId, number: '991240000003', drill: false },
        suspensions: [{ scope: 'platform', reason: 'breach', codes: ['4.3.1'] }],
      },
    })
    await expect.poll(async () => (await events())[0]?.deliveredAt).not.toBeNull()
    await boss.stop({ graceful: false })
    await other.close()
  })

  test.each([
    ['the present secret', [present]],
    ['the earlier secret', [earlier]],
  ])('is believed by a receiver that knows %s', async (_name, secrets) => {
    const other = await platform(secrets, blank())
    await suspend()
    await tell(other.gateway)
    expect(other.applied).toHaveLength(1)
    await other.close()
  })

  test('is signed as an independent implementation of the scheme expects', () => {
    const message = { id: 'evt_1', at: new Date(), body: '{"a":1}' }
    const headers = signedHeaders(secretsOf(present, earlier), message)
    for (const secret of [present, earlier]) {
      expect(new Webhook(secret).verify(message.body, headers)).toEqual({ a: 1 })
    }
    expect(() => new Webhook(present).verify('{"a":2}', headers)).toThrow()
  })

  test('once taken is not applied again when the desk died before it could write that down', async () => {
    const other = await platform([present], blank())
    await suspend()
    await expect(
      tell(async (event) => {
        await other.gateway(event)
        throw new Error('the process was killed here')
      }),
    ).rejects.toThrow('killed')
    await tell(other.gateway)
    expect(other.applied).toHaveLength(1)
    expect(await events()).toMatchObject([{ attempts: 2, deliveredAt: expect.any(Date) }])
    await other.close()
  })
})

describe('while the platform is down', () => {
  test('nothing overtakes within a client, another client is not held up, and all arrives in order', async () => {
    const { id } = await suspend()
    await liftBreach(second, { suspensionId: id, reason: 'ошибка' })
    await expect(tell(down)).rejects.toThrow('HTTP 503')
    expect((await events()).map((row) => row.attempts)).toEqual([1, 0])
    const otherClient = (
      await buildClient(officer, {
        name: 'Вторая',
        number: '',
        noNumberReason: 'нет',
        person: null,
      })
    ).id
    await suspend(otherClient)
    const told: PlatformEventView[] = []
    const up = async (event: PlatformEventView) => void told.push(event)
    await tell(up, otherClient)
    expect(told.map((event) => event.data.client.id)).toEqual([otherClient])
    await tell(up)
    expect(told.slice(1).map((event) => event.data.suspensions)).toEqual([
      [expect.objectContaining({ id })],
      [],
    ])
  })

  test('staff are told once, and an event given up after three days lets the next one pass', async () => {
    const { id } = await suspend()
    for (let time = 1; time <= 5; time += 1) await expect(tell(down)).rejects.toThrow()
    expect(await openAlerts()).toMatchObject([
      { kind: 'platform_unreachable', severity: 'critical' },
    ])
    await liftBreach(second, { suspensionId: id, reason: 'ошибка' })
    t.clock.advance(webhookPatienceMs + 1)
    const told: string[] = []
    await tell(async (event) => {
      const [first] = await events()
      if (event.id === first?.id) throw new Error('HTTP 500')
      told.push(event.id)
    })
    const [given, next] = await events()
    expect(given).toMatchObject({ deliveredAt: null, lastError: 'HTTP 500' })
    expect(given?.gaveUpAt).not.toBeNull()
    expect(told).toEqual([next?.id])
  })

  test('an administrator has it all told again, under the same ids', async () => {
    await suspend()
    const memory = blank()
    const other = await platform([present], memory)
    await tell(other.gateway)
    const [event] = await events()
    expect(await replayEvents(admin, { eventId: event?.id ?? '' })).toBe(1)
    await t.drain({
      'tell-platform': (ctx, payload) => deliverWebhook(ctx, other.gateway, payload),
    })
    expect(await events()).toMatchObject([{ attempts: 1, deliveredAt: expect.any(Date) }])
    expect(other.applied.filter((one) => one.data.client.id === clientId)).toHaveLength(1)
    expect(await replayEvents(admin, { since: t.clock.now() })).toBeGreaterThan(0)
    expect(await replayEvents(admin, { since: new Date(t.clock.now().getTime() + 1) })).toBe(0)
    await other.close()
  })

  test('and while there is no address, events wait', async () => {
    await suspend()
    await deliverWebhook(t.ctx, null, { clientId })
    expect(await events()).toMatchObject([{ attempts: 0, deliveredAt: null }])
  })
})

describe('the example receiver', () => {
  const body = JSON.stringify({
    id: 'e1',
    type: 'access.changed',
    sequence: '7',
    data: { client: { id: 'c1' } },
  })
  const at = new Date('2026-11-23T05:00:00Z')
  const seconds = at.getTime() / 1000
  const sent = (id: string, text = body) =>
    signedHeaders(secretsOf(present), { id, at, body: text })
  const judge = (memory: Memory, id: string, text = body, now = seconds) =>
    receive([present], memory, sent(id, text), text, now).verdict

  test('refuses what is unsigned, changed, signed by another, or old', () => {
    const forged = (headers: Record<string, string>, text = body, now = seconds) =>
      receive([present], blank(), headers, text, now).verdict
    expect(forged({})).toBe('forged')
    expect(forged(sent('e1'), `${body} `)).toBe('forged')
    expect(forged({ ...sent('e1'), 'webhook-id': 'e2' })).toBe('forged')
    expect(forged(signedHeaders(secretsOf(earlier), { id: 'e1', at, body }))).toBe('forged')
    expect(forged(sent('e1'), body, seconds + 301)).toBe('forged')
    expect(forged(sent('e1'), body, seconds + 299)).toBe('taken')
  })

  test('takes an event once, and nothing that is older than what it has', () => {
    const memory = blank()
    expect(judge(memory, 'e1')).toBe('taken')
    expect(judge(memory, 'e1')).toBe('repeated')
    expect(judge(memory, 'e0', body.replace('"7"', '"6"'))).toBe('late')
    expect(judge(memory, 'e2', body.replace('"7"', '"8"'))).toBe('taken')
  })
})

test('acting for anybody but the system, nothing is told', async () => {
  const stranger = actingAs(t.ctx, { kind: 'platform', keyId: 'k' })
  await expect(deliverWebhook(stranger, down, { clientId })).rejects.toMatchObject({
    code: 'forbidden',
  })
})
