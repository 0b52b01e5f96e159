import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { connect } from '../db/client.ts'
import { startEmbeddedPostgres } from '../db/embedded.ts'
import { migrateDatabase } from '../db/migrate.ts'
import type { Ctx } from '../src/context.ts'
import { ingestMail } from '../src/email/ingest-mail.ts'
import { jobSender, startBoss } from '../src/jobs/boss.ts'
import { createLog } from '../src/log.ts'
import { seedDatabase } from '../src/seed.ts'
import { localBlobStore } from '../src/storage/blob-store.ts'
import { receiveTelegramMessage } from '../src/telegram/receive-message.ts'
import { createVault } from '../src/vault.ts'

const rounds = 600

/** Messages to committed tickets per second, against bare transactions of four inserts in the same run. */
export async function run(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'kense-bench-'))
  const server = await startEmbeddedPostgres(join(dir, 'data'))
  await migrateDatabase(server.url)
  const connection = connect(server.url, 8)
  const log = createLog('silent')
  const boss = await startBoss(server.url, log, false)
  try {
    await seedDatabase(connection.db, new Date())
    const ctx: Ctx = {
      db: connection.db,
      jobs: jobSender(boss),
      actor: { kind: 'system', name: 'bench' },
      now: () => new Date(),
      newId: uuidv7,
      vault: createVault('b'.repeat(40)),
      log,
    }
    await connection.sql`create table bench_floor (id uuid primary key, body text)`
    const insert = () => sql`insert into bench_floor values (${uuidv7()}, 'text of a message')`
    const floor = await perSecond(() =>
      connection.db.transaction(async (tx) => {
        for (let n = 0; n < 4; n += 1) await tx.execute(insert())
      }),
    )
    const telegram = await perSecond((n) => telegramMessage(ctx, n))
    const store = localBlobStore(join(dir, 'blobs'))
    const settings = {
      supportAddress: 'support@kense.app',
      messageIdDomain: 'kense.app',
      secretKey: 'bench key of more than thirty-two characters',
      loopToken: 'desk',
      publicUrl: 'http://127.0.0.1',
      faqBaseUrl: 'http://127.0.0.1/help',
    }
    const mail = await perSecond((n) =>
      ingestMail(
        ctx,
        { store, settings },
        { raw: rawMail(n), envelope: null, receivedAt: new Date() },
      ),
    )
    print('four-insert transaction (floor)', floor, floor)
    print('Telegram message to ticket', telegram, floor)
    print('2 KB mail to ticket', mail, floor)
  } finally {
    await boss.stop({ graceful: false })
    await connection.close()
    await server.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

function telegramMessage(ctx: Ctx, n: number) {
  return receiveTelegramMessage(ctx, {
    chatId: String(n),
    messageId: 1,
    userId: String(n),
    displayName: 'Client',
    profileLocale: 'ru',
    text: `Не подписывается акт номер ${n}`,
    receivedAt: new Date(),
    replyToMessageId: null,
    files: [],
    raw: {},
    quietMs: 0,
  })
}

function rawMail(n: number): Buffer {
  const body = 'Documents do not leave since the morning. '.repeat(45)
  return Buffer.from(
    `From: client${n}@client.example\r\nTo: support@kense.app\r\nSubject: Request ${n}\r\nMessage-ID: <bench-${n}@client.example>\r\n\r\n${body}\r\n`,
  )
}

/** Four at a time. */
async function perSecond(work: (n: number) => Promise<unknown>): Promise<number> {
  let next = 0
  const started = performance.now()
  const lane = async () => {
    for (let n = next++; n < rounds; n = next++) await work(n)
  }
  await Promise.all([lane(), lane(), lane(), lane()])
  return (rounds * 1000) / (performance.now() - started)
}

function print(name: string, rate: number, floor: number): void {
  process.stdout.write(
    `${name.padEnd(34)} ${rate.toFixed(0).padStart(6)}/s  ${(rate / floor).toFixed(2)} of the floor\n`,
  )
}
