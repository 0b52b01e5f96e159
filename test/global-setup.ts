import { accessSync, chmodSync, constants, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { connect } from '../db/client.ts'
import { startEmbeddedPostgres } from '../db/embedded.ts'
import { migrateDatabase } from '../db/migrate.ts'
import { startBoss } from '../src/jobs/boss.ts'
import { createLog } from '../src/log.ts'
import { seedDatabase } from '../src/seed.ts'
import { leaveAsFound } from './leftovers.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string
  }
}

/** One throw-away PostgreSQL for the whole run, with a migrated and seeded template database. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const clean = leaveAsFound()
  const dir = mkdtempSync(join(roomyDir(), 'kense-test-'))
  chmodSync(dir, 0o755)
  const server = await startEmbeddedPostgres(join(dir, 'data'), {
    durable: false,
    maxConnections: 300,
    binariesCache: join(dir, 'bin'),
  })
  const end = async () => {
    await server.stop()
    rmSync(dir, { recursive: true, force: true })
    clean()
  }
  try {
    await makeTemplate(server.url)
  } catch (error) {
    await end()
    throw error
  }
  project.provide('postgresUrl', server.url)
  return end
}

async function makeTemplate(serverUrl: string): Promise<void> {
  const admin = connect(serverUrl, 1)
  await admin.sql`create database kense_test_template`
  await admin.close()
  const url = new URL(serverUrl)
  url.pathname = '/kense_test_template'
  await migrateDatabase(url.href)
  const template = connect(url.href, 1)
  await seedDatabase(template.db, new Date('2026-11-01T00:00:00Z'))
  await template.close()
  const boss = await startBoss(url.href, createLog('silent'), false)
  await boss.stop({ graceful: false })
}

/** Memory where there is enough of it: a cloned database costs a tenth there. */
function roomyDir(): string {
  const memory = '/dev/shm'
  try {
    accessSync(memory, constants.W_OK)
    const { bavail, bsize } = statfsSync(memory)
    return bavail * bsize > 4e9 ? memory : tmpdir()
  } catch {
    return tmpdir()
  }
}
