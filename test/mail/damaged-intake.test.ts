import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inbound } from '../../db/schema/transport.ts'
import { damagedMail, randomSource } from '../../src/email/fixtures/mutate.ts'
import { rawMail, rawMultipart } from '../../src/email/fixtures/raw-mail.ts'
import { type TestContext, testContext } from '../harness.ts'
import { mailDesk } from './mail-desk.ts'

// DAMAGED_MAILS=10000 runs the long form.
const count = Number(process.env.DAMAGED_MAILS ?? 400)

let desk: TestContext
let mail: ReturnType<typeof mailDesk>
beforeAll(async () => {
  desk = await testContext()
  mail = mailDesk(desk)
})
afterAll(() => desk.close())

const rows = async () => desk.db.$count(inbound)

test(`each of ${count} damaged mails leaves a ticket or a reason, and its original`, async () => {
  const random = randomSource(7)
  let repeated = 0
  for (let i = 0; i < count; i++) {
    const outcome = await mail.receive({ raw: damagedMail(random) })
    if (outcome.outcome === 'repeated') repeated += 1
  }
  const kept = await desk.db.select().from(inbound)
  // A mail kept without a ticket may repeat one kept before.
  expect(kept.length).toBeGreaterThan((count - repeated) / 2)
  for (const row of kept) {
    expect(row.state === 'done' ? row.ticketId : row.reason).toBeTruthy()
    expect(mail.store.all.has(row.rawSha256 ?? '')).toBe(true)
  }
}, 600_000)

test.each<[string, Buffer]>([
  [
    'zero bytes in every place',
    rawMail({
      headers: {
        From: '"И\0ван" <iv\0an@example.kz>',
        Subject: 'Те\0ма',
        'Message-ID': '<z\0ero@example.kz>',
        References: '<a\0b@example.kz>',
      },
      body: 'те\0кст',
    }),
  ],
  [
    'half a surrogate pair',
    rawMail({
      headers: { Subject: '=?utf-16le?B?PdgA?=', 'Message-ID': '<half@example.kz>' },
      body: 'x',
    }),
  ],
  [
    'a name of 5,000 letters',
    rawMail({
      headers: {
        From: `"${'я'.repeat(5000)}" <${'a'.repeat(3000)}@example.kz>`,
        Subject: 'т'.repeat(20_000),
        'Message-ID': `<${'m'.repeat(9000)}@example.kz>`,
        References: `<${'r'.repeat(9000)}@example.kz>`,
        Cc: Array.from({ length: 500 }, (_, i) => `c${i}@example.kz`).join(', '),
      },
    }),
  ],
  [
    'files with names of zero bytes and of nothing',
    rawMultipart(
      'mixed',
      [
        { type: 'text/plain', body: 'x' },
        { type: 'application/pdf; name="a\0b.pdf"', body: Buffer.from('%PDF-1.4') },
        { type: 'application/octet-stream', body: Buffer.alloc(0) },
      ],
      { 'Message-ID': '<files@example.kz>' },
    ),
  ],
  [
    'a body of nothing',
    rawMail({ headers: { Subject: '', 'Message-ID': '<no@example.kz>' }, body: '' }),
  ],
])('a mail with %s is taken', async (_, raw) => {
  const before = await rows()
  const outcome = await mail.receive({ raw })
  expect(outcome.outcome).toMatch(/^(opened|kept)$/)
  expect(await rows()).toBe(before + 1)
  await desk.db.execute(sql`select 1`)
})
