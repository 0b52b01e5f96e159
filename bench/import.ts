import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { connect } from '../db/client.ts'
import { startEmbeddedPostgres } from '../db/embedded.ts'
import { migrateDatabase } from '../db/migrate.ts'
import { parseIinBin } from '../src/clients/iin-bin.ts'
import { importClients } from '../src/clients/import-clients.ts'
import { jobSender, startBoss } from '../src/jobs/boss.ts'
import { createLog } from '../src/log.ts'
import { createVault } from '../src/vault.ts'
import { print, rate } from './print.ts'

const rows = 100_000
const limitSeconds = 60

/** 100,000 clients with their heads and trusted contacts out of one table: checked, then brought in. */
export async function run(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'kense-import-'))
  const server = await startEmbeddedPostgres(join(dir, 'data'))
  await migrateDatabase(server.url)
  const { db, close } = connect(server.url, 4)
  const log = createLog('silent')
  const boss = await startBoss(server.url, log, false)
  const ctx = {
    db,
    jobs: jobSender(boss),
    actor: { kind: 'system', name: 'bench' } as const,
    now: () => new Date(),
    newId: uuidv7,
    vault: createVault('k'.repeat(40)),
    log,
  }
  try {
    const bytes = Buffer.from(table())
    for (const dryRun of [true, false]) {
      const started = performance.now()
      const report = await importClients(ctx, { bytes, dryRun })
      const seconds = (performance.now() - started) / 1000
      const what = dryRun ? 'dry run of 100,000 clients' : 'import of 100,000 clients'
      print('import', `${what}, ${seconds.toFixed(1)} s`, rate(rows / seconds))
      if (report.created !== rows) throw new Error(`${report.created} created of ${rows}`)
      if (seconds > limitSeconds) throw new Error(`${what} took more than ${limitSeconds} s`)
    }
  } finally {
    await boss.stop({ graceful: false })
    await close()
    await server.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

function table(): string {
  const lines = ['Вид;Название;БИН;Руководитель;Телефон;Почта']
  for (let n = 0; lines.length <= rows; n += 1) {
    // December 2099: nobody's numbers.
    const number = numberFrom(`99124${String(n).padStart(6, '0')}`)
    if (number === null) continue
    const at = lines.length
    const phone = `+7701${String(at).padStart(7, '0')}`
    lines.push(
      `ТОО;ТОО «Предприятие ${at}»;${number};Иванов Иван ${at};${phone};head@firm${at}.example`,
    )
  }
  return lines.join('\n')
}

function numberFrom(eleven: string): string | null {
  for (let digit = 0; digit < 10; digit += 1) {
    const number = `${eleven}${digit}`
    if (parseIinBin(number, new Date(0)).ok) return number
  }
  return null
}
