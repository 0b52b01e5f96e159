import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { connect, type Database } from '../db/client.ts'
import { startEmbeddedPostgres } from '../db/embedded.ts'
import { migrateDatabase } from '../db/migrate.ts'
import { parseIinBin } from '../src/clients/iin-bin.ts'
import { importClients } from '../src/clients/import-clients.ts'
import { jobSender, startBoss } from '../src/jobs/boss.ts'
import { createLog } from '../src/log.ts'
import { createVault } from '../src/vault.ts'
import { print } from './print.ts'

const rows = 100_000

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
      const busyBefore = await busySeconds(db)
      const report = await importClients(ctx, { bytes, dryRun })
      const seconds = (performance.now() - started) / 1000
      const busy = (await busySeconds(db)) - busyBefore
      if (report.created !== rows) throw new Error(`${report.created} created of ${rows}`)
      const what = `${dryRun ? 'dry run' : 'import'} of 100,000 clients`
      print('import', `${what}, at most 60 s`, `${seconds.toFixed(1)} s`)
      print('import', `${what}, processors busy with it`, `${busy.toFixed(1)} s`)
    }
  } finally {
    await boss.stop({ graceful: false })
    await close()
    await server.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Processor time so far of this process and of the database's connections: what a machine in use does not blur. */
async function busySeconds(db: Database): Promise<number> {
  const { user, system } = process.cpuUsage()
  const pids = await db.execute<{ pid: number }>(
    'select pid from pg_stat_activity where datname = current_database()',
  )
  const ticks = pids.map(({ pid }) => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return Number(stat[11]) + Number(stat[12])
  })
  return (user + system) / 1e6 + ticks.reduce((sum, own) => sum + own, 0) / 100
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
