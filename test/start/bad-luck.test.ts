import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect as connectTcp, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { checkServer } from '../../db/check-server.ts'
import { connect } from '../../db/client.ts'
import { prepareDataDir } from '../../db/data-dir.ts'
import { startEmbeddedPostgres } from '../../db/embedded.ts'
import { databaseUser, requireComplete } from '../../db/embedded-binaries.ts'
import { migrateDatabase } from '../../db/migrate.ts'
import { StartFault } from '../../db/start-fault.ts'
import { testDatabase } from '../harness.ts'
import { root } from './checkout.ts'
import { freePort } from './npm-start.ts'
import { familyOf, stillRunning } from './processes.ts'

/** Where the programs of PostgreSQL are copied to when the product lies where its account may not enter. */
let programs: string
beforeAll(() => {
  programs = mkdtempSync(join(tmpdir(), 'kense-luck-programs-'))
  chmodSync(programs, 0o755)
})
afterAll(() => rmSync(programs, { recursive: true, force: true }))

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'kense-luck-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** The one sentence a start ends with. */
async function sentence(work: () => unknown): Promise<string> {
  const error = await Promise.resolve()
    .then(work)
    .then(
      () => null,
      (reason: unknown) => reason,
    )
  if (!(error instanceof StartFault)) throw error ?? new Error('nothing was wrong')
  expect(error.message).not.toContain('\n')
  return error.message
}

describe('the data folder', () => {
  test('a path that cannot be a folder is named', async () => {
    const file = join(dir, 'file')
    writeFileSync(file, '')
    expect(await sentence(() => prepareDataDir(join(file, 'data')))).toMatch(
      /^DATA_DIR: cannot write to .*file\/data \(E/,
    )
  })

  test('the database of another account is left alone', async () => {
    const cluster = join(dir, 'postgres')
    mkdirSync(cluster)
    if (process.getuid?.() === 0) {
      // Folder and database of one owner: it was made without root, whose files would not belong there.
      expect(await sentence(() => databaseUser(dir, cluster))).toMatch(
        /belongs to account number 0/,
      )
    } else {
      expect(databaseUser(dir, cluster)).toBeNull()
      expect(await sentence(() => databaseUser('/', '/usr'))).toMatch(/belongs to account number 0/)
    }
  })

  test('a path far longer than a socket address may be is fine', async () => {
    const data = join(dir, 'д'.repeat(60), 'е'.repeat(60))
    const postgres = await startEmbeddedPostgres(data, { durable: false, binariesCache: programs })
    const { sql, close } = connect(postgres.url, 1)
    expect(await sql`select 1 as one`).toEqual([{ one: 1 }])
    await close()
    await postgres.stop()
  })
})

describe('the embedded PostgreSQL', () => {
  test('a package without its programs or library links says how to get them', async () => {
    const native = join(dir, 'native')
    mkdirSync(join(native, 'bin'), { recursive: true })
    expect(await sentence(() => requireComplete(native))).toMatch(
      /lacks native\/bin\/postgres: run npm ci with install scripts, or set DATABASE_URL/,
    )
    writeFileSync(join(native, 'bin/postgres'), '')
    writeFileSync(join(native, 'pg-symlinks.json'), '[{"source":"a","target":"native/lib/b.so"}]')
    expect(await sentence(() => requireComplete(native))).toMatch(/lacks native\/lib\/b\.so/)
  })

  test('a server orphaned with its watch is ended by the next start; a lost one is told', async () => {
    const data = join(dir, 'data')
    const owner = spawn(
      process.execPath,
      ['--import', 'tsx', join(root, 'test/start/keep-postgres.ts'), data, programs],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const ready = once(owner.stdout, 'data')
    await Promise.race([ready, once(owner, 'exit').then(() => expect.fail('it ended'))])
    const family = familyOf(owner.pid ?? 0)
    const mainPid = serverOf(data)
    const ended = once(owner, 'exit')
    const gone = once(owner, 'exit')
    for (const { pid, name } of family) if (name !== 'postgres') process.kill(pid, 'SIGKILL')
    await ended
    await gone
    expect(stillRunning(family).map(({ pid }) => pid)).toContain(mainPid)
    const next = await startEmbeddedPostgres(data, { binariesCache: programs })
    expect(serverOf(data)).not.toBe(mainPid)
    const { sql, close } = connect(next.url, 1)
    expect(await sql`select word from kept`).toEqual([{ word: 'kept' }])
    await close()
    process.kill(serverOf(data), 'SIGINT')
    expect(await next.lost).toMatch(/PostgreSQL has ended; see .*postgres\.log$/)
    await next.stop()
  }, 60_000)

  test('a server that cannot start says its last words at once', async () => {
    const data = join(dir, 'data')
    mkdirSync(data)
    const first = await startEmbeddedPostgres(data, { durable: false, binariesCache: programs })
    await first.stop()
    writeFileSync(join(data, 'postgres/postgresql.conf'), 'no_such_setting = 1\n')
    expect(
      await sentence(() =>
        startEmbeddedPostgres(data, { durable: false, binariesCache: programs }),
      ),
    ).toMatch(/^the embedded PostgreSQL did not start \(.*\); see .*postgres\.log$/)
  })
})

const serverOf = (data: string) =>
  Number(readFileSync(join(data, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])

describe('DATABASE_URL', () => {
  test('a server that does not answer is named without its password', async () => {
    const port = await freePort()
    const said = await sentence(() => checkServer(`postgres://me:hidden@127.0.0.1:${port}/desk`))
    expect(said).toMatch(
      new RegExp(`^DATABASE_URL: cannot use 127.0.0.1:${port}/desk \\(.*REFUSED`),
    )
    expect(said).not.toContain('hidden')
  })

  test('a refused password and a missing database are told in the words of the server', async () => {
    const database = await testDatabase()
    const wrong = new URL(database.url)
    wrong.password = 'wrong'
    const missing = new URL(database.url)
    missing.pathname = '/no_such_database'
    expect(await sentence(() => checkServer(wrong.href))).toMatch(/password authentication failed/)
    expect(await sentence(() => checkServer(missing.href))).toMatch(/does not exist/)
    await database.close()
  })

  test('a server older than 15 is refused with its version', async () => {
    const database = await testDatabase()
    const real = new URL(database.url)
    // A real server whose answers pass through hands that make it four years older.
    const proxy = createServer((client) => {
      const server = connectTcp(Number(real.port), real.hostname)
      server.on('error', () => client.destroy())
      client.on('error', () => server.destroy())
      client.pipe(server)
      server.on('data', (chunk) =>
        client.write(
          Buffer.from(
            chunk
              .toString('latin1')
              .replace(/1800(\d\d)/g, '1400$1')
              .replace(/18\.(\d)/g, '14.$1'),
            'latin1',
          ),
        ),
      )
      server.on('end', () => client.end())
    }).listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    const old = new URL(database.url)
    old.port = String((proxy.address() as { port: number }).port)
    expect(await sentence(() => checkServer(old.href))).toMatch(
      /^DATABASE_URL: PostgreSQL 15 or newer is needed, 127\.0\.0\.1:\d+ runs 14\./,
    )
    proxy.close()
    await database.close()
  })

  test('a database that a newer version used is left alone', async () => {
    const database = await testDatabase()
    await database.sql`
      insert into drizzle.__drizzle_migrations (hash, created_at)
      values ('of the future', ${Date.UTC(2099, 0)})`
    expect(await sentence(() => migrateDatabase(database.url))).toMatch(/newer version/)
    await database.close()
  })
})
