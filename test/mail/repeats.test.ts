import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inbound } from '../../db/schema/transport.ts'
import { rawMail } from '../../src/email/fixtures/raw-mail.ts'
import { ingestMail } from '../../src/email/ingest-mail.ts'
import { sha256Of } from '../../src/storage/blob-store.ts'
import { type TestContext, testContext } from '../harness.ts'
import { mailDesk, memoryStore, settings } from './mail-desk.ts'

let desk: TestContext
let mail: ReturnType<typeof mailDesk>
beforeAll(async () => {
  desk = await testContext()
  mail = mailDesk(desk)
})
afterAll(() => desk.close())

const letter = (id: string, body: string, headers: Record<string, string> = {}) =>
  rawMail({ headers: { ...headers, 'Message-ID': `<${id}@example.kz>` }, body })

test('the same mail by another way is a repeat, whatever servers wrote above it', async () => {
  const raw = letter('way', 'Не открывается отчёт')
  expect(await mail.receive({ raw })).toMatchObject({ outcome: 'opened' })
  const relayed = Buffer.concat([
    Buffer.from('Received: from mx.example by list.example\r\nX-Spam-Score: 0.1\r\n'),
    Buffer.from(raw.toString().replace(/\r\n/g, '\n')),
  ])
  expect(await mail.receive({ raw: relayed })).toEqual({ outcome: 'repeated' })
})

test('another mail under a known Message-ID has a ticket of its own, once', async () => {
  const first = await mail.receive({ raw: letter('same', 'Первый вопрос') })
  const second = await mail.receive({ raw: letter('same', 'Совсем другой вопрос') })
  expect([first, second]).toMatchObject([{ outcome: 'opened' }, { outcome: 'opened' }])
  expect(await mail.receive({ raw: letter('same', 'Совсем другой вопрос') })).toEqual({
    outcome: 'repeated',
  })
})

test('another automatic mail under a known Message-ID is kept, too', async () => {
  const robot = (body: string) => letter('robot', body, { 'Auto-Submitted': 'auto-replied' })
  expect(await mail.receive({ raw: robot('В отпуске до 3 марта') })).toMatchObject({
    outcome: 'kept',
  })
  expect(await mail.receive({ raw: robot('Уволен') })).toMatchObject({ outcome: 'kept' })
})

test('many mails at once, some of them twice, have one ticket each', async () => {
  const letters = Array.from({ length: 12 }, (_, n) =>
    letter(`many${n}`, `Вопрос номер ${n}`, { From: `c${n % 5}@example.kz` }),
  )
  const outcomes = await Promise.all([...letters, ...letters].map((raw) => mail.receive({ raw })))
  expect(outcomes.filter(({ outcome }) => outcome === 'opened')).toHaveLength(12)
  expect(outcomes.filter(({ outcome }) => outcome === 'repeated')).toHaveLength(12)
  const tickets = outcomes.flatMap((one) => (one.outcome === 'opened' ? one.ticketId : []))
  expect(new Set(tickets).size).toBe(12)
})

test('the original lies in the store before anybody reads it', async () => {
  const store = memoryStore()
  const raw = letter('early', 'Вопрос')
  const put = store.put
  let readable: string | null = null
  // The first thing that comes is the mail as it came; then our own trouble.
  store.put = async (bytes) => {
    readable = await put(bytes)
    throw new Error('disk full')
  }
  const input = { raw, envelope: null, receivedAt: desk.clock.now() }
  await expect(ingestMail(desk.ctx, { store, settings }, input)).rejects.toThrow('disk full')
  expect(readable).toBe(sha256Of(raw))
  expect(await desk.db.$count(inbound, eq(inbound.rawSha256, sha256Of(raw)))).toBe(0)
})
