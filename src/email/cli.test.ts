import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UsageError } from '../cli-io.ts'
import { run } from './cli.ts'
import { damagedMail, randomSource, seedMails } from './fixtures/mutate.ts'
import { rawMail, rawMultipart, windows1251 } from './fixtures/raw-mail.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kense-mail-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function inspect(raw: Buffer, env: Record<string, string> = {}) {
  await writeFile(join(folder, 'a.eml'), raw)
  const lines: string[] = []
  const errors: string[] = []
  const io = {
    out: (line: string) => void lines.push(line),
    err: (line: string) => void errors.push(line),
    path: (given: string) => join(folder, given),
    input: async () => '',
    env,
  }
  const code = await run(['inspect', 'a.eml'], io)
  return { code, errors, result: lines.length > 0 ? JSON.parse(lines.join('\n')) : null }
}

describe('kense mail inspect', () => {
  test('prints what a mail is', async () => {
    const raw = rawMultipart(
      'mixed',
      [
        { type: 'text/plain', body: windows1251('Ошибка осталась.\r\n\r\n-- \r\nИван') },
        {
          type: 'image/png; name=a.png',
          body: Buffer.from('424d46000000000000003600000028000000', 'hex'),
        },
        { type: 'application/x-pkcs12; name=a.p12', body: Buffer.from('key') },
      ],
      { Subject: 'Re: [KNS 483 920 179] test' },
    )
    const { code, result } = await inspect(raw)
    expect(code).toBe(0)
    expect(Object.keys(result)).toEqual([
      'kind',
      'reason',
      'subject',
      'from',
      'replyText',
      'ticketId',
      'attachments',
      'assurance',
      'charsetProblems',
    ])
    expect(result).toMatchObject({
      kind: 'human',
      from: 'ivan@example.kz',
      replyText: 'Ошибка осталась.',
      ticketId: 'KNS-483-920-179',
      attachments: [
        { name: 'a.png', size: 18 },
        { name: 'a.p12', size: 3, verdict: 'blocked' },
      ],
      assurance: 'claimed',
      charsetProblems: [{ where: 'body', problem: 'missing', used: 'windows-1251' }],
    })
  })

  test('says null for a mistyped ticket ID', async () => {
    const { result } = await inspect(rawMail({ headers: { Subject: 'KNS-483-920-170' } }))
    expect(result.ticketId).toBeNull()
  })

  test('believes Authentication-Results only of the configured name', async () => {
    const headers = { 'Authentication-Results': 'mx.kense.app; dmarc=pass header.from=example.kz' }
    const raw = Buffer.concat([
      Buffer.from(`Authentication-Results: ${headers['Authentication-Results']}\r\n`),
      rawMail(),
    ])
    expect((await inspect(raw)).result.assurance).toBe('claimed')
    const trusted = await inspect(raw, { TRUSTED_AUTHSERV_ID: 'mx.kense.app' })
    expect(trusted.result.assurance).toBe('verified')
  })

  test('fails for a bomb and a missing file, with the reason', async () => {
    const parts = Array.from({ length: 2000 }, () => ({ type: 'text/plain', body: 'x' }))
    expect(await inspect(rawMultipart('mixed', parts))).toMatchObject({
      code: 1,
      errors: [expect.stringContaining('too_many_parts')],
    })
    const io = {
      out: () => {},
      err: () => {},
      path: () => join(folder, 'none'),
      input: async () => '',
      env: {},
    }
    expect(await run(['inspect', 'none'], io)).toBe(1)
  })

  test('says what any odd file is, or why it would be set aside', async () => {
    const random = randomSource(5)
    const odd = [...seedMails, ...Array.from({ length: 60 }, () => damagedMail(random))]
    for (const raw of odd) {
      const { code, result, errors } = await inspect(raw)
      if (code === 0) expect(result.kind).toMatch(/^(human|automatic|bounce|loop)$/)
      else expect(errors).toEqual([expect.stringMatching(/^quarantined: \w+/)])
    }
  })

  test.each([[[]], [['shout']], [['inspect']], [['inspect', 'a', 'b']]])(
    'refuses %j as wrong usage',
    async (args) => {
      const io = {
        out: () => {},
        err: () => {},
        path: (p: string) => p,
        input: async () => '',
        env: {},
      }
      await expect(run(args, io)).rejects.toThrow(UsageError)
    },
  )
})
