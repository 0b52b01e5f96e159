import { v7 as uuidv7 } from 'uuid'
import { checkServer } from '../db/check-server.ts'
import { connect } from '../db/client.ts'
import { runningEmbeddedUrl, startEmbeddedPostgres } from '../db/embedded.ts'
import { migrateDatabase } from '../db/migrate.ts'
import type { CliIo, ExitCode } from './cli-io.ts'
import { type Config, parseConfig } from './config.ts'
import type { Ctx } from './context.ts'
import { jobSender, startBoss } from './jobs/boss.ts'
import { createLog } from './log.ts'
import { secretKey } from './secret-key.ts'
import { seedDatabase } from './seed.ts'
import { createVault } from './vault.ts'

/**
 * Runs a command against the database: `DATABASE_URL`, the embedded one of a running desk, or the embedded
 * one started for this command alone.
 */
export async function withCliContext(
  io: CliIo,
  actorName: string,
  work: (ctx: Ctx, config: Config) => Promise<ExitCode>,
): Promise<ExitCode> {
  const config = parseConfig(io.env)
  const dataDir = io.path(config.dataDir)
  if (config.databaseUrl !== null) await checkServer(config.databaseUrl)
  const running = config.databaseUrl ?? runningEmbeddedUrl(dataDir)
  const own = running === null ? await startEmbeddedPostgres(dataDir) : null
  const url = running ?? own?.url ?? ''
  const log = createLog(io.env.LOG_LEVEL ?? 'warn')
  try {
    await migrateDatabase(url)
    const connection = connect(url, 4)
    const boss = await startBoss(url, log, false)
    try {
      const now = () => new Date()
      await seedDatabase(connection.db, now())
      return await work(
        {
          db: connection.db,
          jobs: jobSender(boss),
          actor: { kind: 'system', name: actorName },
          now,
          newId: uuidv7,
          vault: createVault(secretKey(config.secretKey, dataDir), ...config.previousSecretKeys),
          log,
        },
        config,
      )
    } finally {
      await boss.stop({ graceful: false })
      await connection.close()
    }
  } finally {
    await own?.stop()
  }
}
