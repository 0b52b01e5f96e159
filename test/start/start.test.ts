import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { connect as connectTcp } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../harness.ts'
import { closedFolder, copyProduct, openToOthers, root } from './checkout.ts'
import { exitOf, freePort, npmStart, refusedStart, type Started } from './npm-start.ts'
import { familyOf, stillRunning } from './processes.ts'

// One desk lives through the whole file, as an operator's does: started, refused a twin, killed, recovered, stopped.
const ordinary = 65_534
let around: string
let checkout: string
let dataDir: string
let desk: Started
let http: number
let smtp: number
let welcome = ''

beforeAll(async () => {
  around = mkdtempSync(join(tmpdir(), 'kense-start-'))
  checkout = copyProduct(join(closedFolder(join(around, 'Служба поддержки')), 'desk 1'), 'linked')
  dataDir = join(checkout, 'данные и база')
  http = await freePort()
  smtp = await freePort()
  desk = await npmStart({ cwd: checkout, env: environment() })
}, 120_000)

afterAll(() => {
  if (desk.child.exitCode === null && desk.child.signalCode === null) desk.signal('SIGKILL')
  rmSync(around, { recursive: true, force: true })
})

const environment = (more: Record<string, string> = {}) => ({
  DATA_DIR: './данные и база',
  HTTP_PORT: String(http),
  SMTP_LISTEN: `127.0.0.1:${smtp}`,
  ...more,
})

const page = (path: string) => fetch(`http://127.0.0.1:${http}${path}`, { redirect: 'manual' })

const accept = (address: string) =>
  fetch(address, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: `http://127.0.0.1:${http}` },
    body: new URLSearchParams({
      email: 'first@kense.app',
      name: 'Первый',
      password: 'correct horse battery',
    }),
  })

test('the first start is ready within 20 s and every address of its banner answers', async () => {
  expect(desk.readyMs).toBeLessThan(20_000)
  welcome = desk.banner.get('first administrator, one-time link') ?? ''
  const pages = ['panel', 'Telegram sandbox', 'mail sandbox', 'health']
  const answers = await Promise.all(
    [...pages.map((name) => desk.banner.get(name) ?? ''), welcome].map((url) => fetch(url)),
  )
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200])
  const receiver = new URL(desk.banner.get('mail receiver') ?? '')
  const socket = connectTcp(Number(receiver.port), receiver.hostname)
  const [greeting] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  expect(greeting.toString()).toMatch(/^220 /)
})

test('the link of the banner makes one administrator and no second', async () => {
  expect((await accept(welcome)).status).toBe(303)
  expect((await accept(welcome)).status).toBe(404)
  expect((await fetch(welcome)).status).toBe(404)
})

test('a second start on the same data is refused in one sentence', async () => {
  const { code, err, out } = await refusedStart({ cwd: checkout, env: environment() })
  expect(code).toBe(1)
  expect(err.trim()).toMatch(/данные и база is in use by process \d+: stop that one, .*DATA_DIR$/)
  expect(out).not.toContain('ready')
})

test('a taken port of either server is refused in one sentence', async () => {
  const database = await testDatabase()
  const start = (more: Record<string, string>) =>
    refusedStart({
      cwd: checkout,
      env: environment({ DATABASE_URL: database.url, DATA_DIR: join(around, 'other'), ...more }),
    })
  const [web, mail] = await Promise.all([
    start({ SMTP_LISTEN: '127.0.0.1:0' }),
    start({ HTTP_PORT: '0' }),
  ])
  await database.close()
  expect([web.code, mail.code]).toEqual([1, 1])
  expect(web.err.trim()).toBe(`HTTP_PORT: 127.0.0.1:${http} is taken by another program`)
  expect(mail.err.trim()).toBe(`SMTP_LISTEN: 127.0.0.1:${smtp} is taken by another program`)
}, 60_000)

test('all bad variables are told at once', async () => {
  const { code, err } = await refusedStart({
    cwd: checkout,
    env: { ROLES: 'cook', HTTP_PORT: 'web', TELEGRAM_BOT_TOKEN: 'x', SMTP_URL: 'mail.example' },
  })
  expect(code).toBe(1)
  expect(err.match(/^[A-Z_]+(?=: )/gm)).toEqual([
    'ROLES',
    'HTTP_PORT',
    'TELEGRAM_BOT_TOKEN',
    'SMTP_URL',
  ])
})

test('after kill -9 of the group the next start keeps the data; with real credentials both sandboxes are gone', async () => {
  const programs = familyOf(desk.pid).filter(({ name }) => !['sh', 'postgres'].includes(name))
  desk.signal('SIGKILL')
  await expect.poll(() => stillRunning(programs), { timeout: 5000, interval: 20 }).toEqual([])
  const closed = await freePort()
  desk = await npmStart({
    cwd: checkout,
    env: environment({
      TELEGRAM_BOT_TOKEN: '123456:token-of-a-test',
      TELEGRAM_API_ROOT: `http://127.0.0.1:${closed}`,
      SMTP_URL: `smtp://127.0.0.1:${closed}`,
      LOG_LEVEL: 'silent',
    }),
  })
  expect([...desk.banner.keys()]).toEqual(['panel', 'mail receiver', 'health'])
  expect((await page('/sandbox/telegram')).status).toBe(404)
  expect((await page('/sandbox/mail')).status).toBe(404)
  expect((await page('/sandbox/bot-api/bot1:sandbox/getMe')).status).toBe(404)
  expect((await page('/readyz')).status).toBe(200)
}, 60_000)

test('SIGTERM to npm alone stops everything within 5 s', async () => {
  const family = familyOf(desk.pid)
  expect(family.map(({ name }) => name)).toContain('postgres')
  const asked = performance.now()
  desk.signal('SIGTERM', 'npm')
  expect(await exitOf(desk)).toBe(0)
  expect(performance.now() - asked).toBeLessThan(5000)
  expect(stillRunning(family)).toEqual([])
  expect(existsSync(join(dataDir, 'lock'))).toBe(false)
})

test('an ordinary account starts it too, and Ctrl-C stops everything within 5 s', async () => {
  const asRoot = process.getuid?.() === 0
  const product = asRoot && !openToOthers(root) ? copyProduct(join(around, 'open'), 'own') : root
  const home = join(around, 'home')
  mkdirSync(home)
  if (asRoot) chownSync(home, ordinary, ordinary)
  chmodSync(around, 0o755)
  desk = await npmStart({
    cwd: product,
    command: [join(product, 'node_modules/.bin/node'), 'src/launch.mjs', 'main'],
    env: environment({ DATA_DIR: join(home, 'data'), HOME: home, TMPDIR: home }),
    ...(asRoot ? { uid: ordinary } : {}),
  })
  expect((await page('/readyz')).status).toBe(200)
  const family = familyOf(desk.pid)
  const asked = performance.now()
  desk.signal('SIGINT')
  expect(await exitOf(desk)).toBe(0)
  expect(performance.now() - asked).toBeLessThan(5000)
  expect(stillRunning(family)).toEqual([])
}, 120_000)
