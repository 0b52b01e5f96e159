import { describe, expect, test } from 'vitest'
import { judgeAttachment } from '../attachments/policy.ts'
import { damagedMail, randomSource, seedMails } from './fixtures/mutate.ts'
import { decideKind } from './kind.ts'
import { parseMail } from './parse.ts'
import { extractReplyText } from './reply-text.ts'
import { MailUnparseable } from './unparseable.ts'

const own = { addresses: ['support@kense.app'], messageIdDomain: 'kense.app', loopToken: 't' }

// DAMAGED_MAILS=10000 runs the long form.
const count = Number(process.env.DAMAGED_MAILS ?? 500)

async function wholePath(raw: Buffer): Promise<'read' | 'quarantined'> {
  try {
    const mail = await parseMail(raw)
    decideKind(mail, own)
    extractReplyText(mail)
    for (const file of mail.attachments) await judgeAttachment(file)
    return 'read'
  } catch (error) {
    if (error instanceof MailUnparseable) return 'quarantined'
    throw error
  }
}

describe('damaged mail', () => {
  test('undamaged, every seed is read', async () => {
    for (const seed of seedMails) expect(await wholePath(seed)).toBe('read')
  })

  test(`${count} truncated, mutated and random mails are read or quarantined, each within a second`, async () => {
    const random = randomSource(20260202)
    let slowestMs = 0
    for (let i = 0; i < count; i++) {
      const raw = damagedMail(random)
      const before = process.cpuUsage()
      await wholePath(raw)
      slowestMs = Math.max(slowestMs, process.cpuUsage(before).user / 1000)
    }
    expect(slowestMs).toBeLessThan(1000)
  }, 600_000)
})
