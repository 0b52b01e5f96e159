import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run } from '../../src/email/cli.ts'
import { damagedMail, randomSource, seedMails } from '../../src/email/fixtures/mutate.ts'
import { rawMail } from '../../src/email/fixtures/raw-mail.ts'
import { ticketPage } from '../../src/tickets/ticket-page.ts'
import { type TestContext, testContext } from '../harness.ts'

let desk: TestContext
let folder: string
beforeAll(async () => {
  desk = await testContext()
  folder = await mkdtemp(join(tmpdir(), 'kense-ingest-'))
})
afterAll(async () => {
  await desk.close()
  await rm(folder, { recursive: true })
})

async function ingest(dir: string) {
  const lines: string[] = []
  const errors: string[] = []
  const code = await run(['ingest', dir], {
    out: (line) => void lines.push(line),
    err: (line) => void errors.push(line),
    path: (given) => join(folder, given),
    input: async () => '',
    env: {
      DATABASE_URL: desk.url,
      DATA_DIR: 'data',
      LOG_LEVEL: 'silent',
      SECRET_KEY: 'k'.repeat(40),
    },
  })
  return { code, errors, lines: lines.map((line) => JSON.parse(line)) }
}

test('a folder goes the real way, in order of names; a second time nothing is doubled', async () => {
  await mkdir(join(folder, 'mails'))
  await writeFile(
    join(folder, 'mails', '2.eml'),
    rawMail({ headers: { 'Auto-Submitted': 'auto-replied', 'Message-ID': '<b@x.kz>' } }),
  )
  await writeFile(join(folder, 'mails', '1.eml'), rawMail({ headers: { Subject: 'Из папки' } }))
  const first = await ingest('mails')
  expect(first).toMatchObject({
    code: 0,
    errors: ['2 of 2 taken'],
    lines: [
      { file: '1.eml', outcome: 'opened', ticketId: expect.stringMatching(/^KNS(-\d{3}){3}$/) },
      { file: '2.eml', outcome: 'kept', reason: 'automatic: auto_submitted' },
    ],
  })
  const number = first.lines[0].ticketId.replace(/\D/g, '')
  expect((await ticketPage(desk.db, number))?.ticket.subject).toBe('Из папки')
  expect((await ingest('mails')).lines[0]).toMatchObject({ outcome: 'repeated' })
})

test('odd files of every kind are taken without a word of failure', async () => {
  await mkdir(join(folder, 'odd', 'deeper'), { recursive: true })
  const random = randomSource(99)
  const odd = [
    ...seedMails,
    ...Array.from({ length: 60 }, () => damagedMail(random)),
    Buffer.alloc(0),
    Buffer.alloc(100_000),
    Buffer.from('\r\r\r'),
    Buffer.from('{"not":"a mail"}'),
    Buffer.from('89504e470d0a1a0a', 'hex'),
  ]
  for (const [i, raw] of odd.entries()) {
    await writeFile(join(folder, 'odd', i % 2 ? 'deeper' : '', `${i}.eml`), raw)
  }
  const { code, lines, errors } = await ingest('odd')
  expect(errors).toEqual([`${odd.length} of ${odd.length} taken`])
  expect(lines).toHaveLength(odd.length)
  expect(code).toBe(0)
}, 120_000)

test('a folder that is not there is told', async () => {
  expect(await ingest('nowhere')).toMatchObject({ code: 1, errors: ['no such folder: nowhere'] })
})
