import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { desc, eq, sql } from 'drizzle-orm'
import { create } from 'fontkit'
import { extractText, getDocumentProxy } from 'unpdf'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditEvent } from '../../db/schema/audit.ts'
import { compromiseCase } from '../../db/schema/compromise.ts'
import { inbound } from '../../db/schema/transport.ts'
import { acknowledgeCase } from '../../src/compromise/acknowledge-case.ts'
import { decideCase } from '../../src/compromise/decide-case.ts'
import { evidenceFonts } from '../../src/compromise/evidence-pdf.ts'
import { exportEvidence } from '../../src/compromise/export-evidence.ts'
import { reportByWeb } from '../../src/compromise/report-by-web.ts'
import type { Ctx } from '../../src/context.ts'
import { deliverWebhook } from '../../src/platform/deliver-webhook.ts'
import { buildClient, staffCtx } from '../clients/build-client.ts'
import { type TestContext, testContext } from '../harness.ts'

let t: TestContext
let officer: Ctx
let caseId: string
beforeAll(async () => {
  t = await testContext()
  officer = await staffCtx(t.ctx, 'compromise-officer')
  const { id: clientId } = await buildClient(officer)
  const [one] = await reportByWeb(t.ctx, {
    number: '991240000003',
    name: 'Әсел Өмірбекқызы',
    email: 'someone@mail.example',
    serials: ['00:1f:0a'],
    happened: 'Флешканы ұрлап кетті, өтініш: қолжетімділікті тоқтатыңыз. '.repeat(40),
    network: '192.0.2.1',
  })
  caseId = one?.caseId ?? ''
  t.clock.advance(5 * 60_000 + 7000)
  await acknowledgeCase(officer, { caseId })
  await decideCase(officer, { caseId, decision: 'suspended', reason: 'перезвонили главе' })
  t.clock.advance(2000)
  await deliverWebhook(t.ctx, async () => {}, { clientId })
})
afterAll(() => t.close())

async function textOf(pdf: Buffer): Promise<{ text: string; pages: number }> {
  const document = await getDocumentProxy(new Uint8Array(pdf))
  const { text, totalPages } = await extractText(document, { mergePages: true })
  // Lines are broken where the page ends them.
  return { text: text.replace(/\s+/g, ' '), pages: totalPages }
}

test('the evidence file says when, what, who and by which hash, with the zone, in both languages', async () => {
  const { pdf, sha256, name } = await exportEvidence(officer, { caseId })
  const { text, pages } = await textOf(pdf)
  expect(name).toMatch(/^KNS-[\d-]+\.pdf$/)
  expect(pages).toBeGreaterThan(1)
  expect(text).toContain(`страница ${pages} из ${pages}`)
  const [original] = await t.db.select().from(inbound).where(eq(inbound.channel, 'web'))
  for (const said of [
    'Получено компанией 23.11.2026 10:00:00 (UTC+05:00)',
    'Срок реагирования 24.11.2026 10:00:00 (UTC+05:00)',
    'Доступ закрыт 23.11.2026 10:05:07 (UTC+05:00)',
    'Срок 24 часа соблюдён',
    'перезвонили главе',
    'уполномоченный принял, Сотрудник',
    'уполномоченный по компрометации',
    'принято платформой 23.11.2026 10:05:09 (UTC+05:00)',
    'Әсел Өмірбекқызы',
    'қолжетімділікті тоқтатыңыз',
    '1F0A',
    'исходное сообщение не изменено',
  ]) {
    expect(text).toContain(said)
  }
  const [report] = await t.db.execute<{ hash: string }>(
    sql`select original_sha256 as hash from compromise_report`,
  )
  expect(original).toBeDefined()
  expect(text).toContain(report?.hash)
  const links = await t.db
    .select()
    .from(auditEvent)
    .where(eq(auditEvent.chain, `case:${caseId}`))
    .orderBy(desc(auditEvent.seq))
  for (const link of links.slice(1)) expect(text).toContain(link.hash)
  // The file itself stands in the log: who took it, and what it was.
  expect(links[0]).toMatchObject({
    action: 'compromise.evidence_exported',
    data: { sha256, bytes: pdf.length },
  })
  expect(createHash('sha256').update(pdf).digest('hex')).toBe(sha256)
  expect(pdf.toString('latin1')).toContain('/FontFile2')
})

test('an original that was changed afterwards is told', async () => {
  await t.db
    .update(inbound)
    .set({ raw: { happened: 'другое' } })
    .where(eq(inbound.channel, 'web'))
  const { text } = await textOf((await exportEvidence(officer, { caseId })).pdf)
  expect(text).toContain('НЕ СОВПАДАЕТ')
  expect(await t.db.$count(compromiseCase)).toBe(1)
})

test.each(['plain', 'bold'] as const)(
  'the %s font has every letter of both languages',
  (weight) => {
    const font = create(readFileSync(evidenceFonts[weight]()))
    const letters = 'абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі№«»–—…'
    const missing = [...letters, ...letters.toUpperCase()].filter(
      (letter) =>
        !('hasGlyphForCodePoint' in font && font.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0)),
    )
    expect(missing).toEqual([])
  },
)
