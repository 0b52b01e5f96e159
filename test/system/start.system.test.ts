import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import nodemailer from 'nodemailer'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { copyProduct, root } from '../start/checkout.ts'
import { exitOf, npmStart, type Started } from '../start/npm-start.ts'

// Alone on the machine, so that seconds mean something.
let dir: string
let desk: Started | null = null
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'kense-built-'))
})
afterEach(() => {
  if (desk && desk.child.exitCode === null) desk.signal('SIGKILL')
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const env = () => ({ DATA_DIR: join(dir, 'data'), HTTP_PORT: '0', SMTP_LISTEN: '127.0.0.1:0' })

async function end(desk: Started): Promise<void> {
  desk.signal('SIGTERM')
  expect(await exitOf(desk)).toBe(0)
}

test('beside packages of another account the program is built into the data folder, and answers a mail', async () => {
  const product = copyProduct(join(dir, 'product'), 'own')
  // As good as a folder that may not be written, also for root.
  rmSync(join(product, 'node_modules/.cache'), { recursive: true, force: true })
  writeFileSync(join(product, 'node_modules/.cache'), '')
  desk = await npmStart({ cwd: product, env: env() })
  const [build = ''] = readdirSync(join(dir, 'data/kense-support'))
  expect(readdirSync(join(dir, 'data/kense-support', build))).toContain('main.js')
  const panel = new URL(desk.banner.get('panel') ?? '')
  const sheet = /href="(\/assets\/style[^"]+)"/.exec(await (await fetch(panel)).text())?.[1] ?? ''
  const paths = ['/', '/help', '/metrics', '/sandbox/telegram', sheet]
  const answers = await Promise.all(paths.map((path) => fetch(new URL(path, panel))))
  expect(answers.map((answer) => answer.status)).toEqual(paths.map(() => 200))
  expect(await answers[1]?.text()).toContain('NCALayer')
  const receiver = new URL(desk.banner.get('mail receiver') ?? '')
  const transport = nodemailer.createTransport({
    host: receiver.hostname,
    port: Number(receiver.port),
    ignoreTLS: true,
  })
  await transport.sendMail({
    from: 'client@client.example',
    to: 'support@kense.app',
    subject: 'Не подписывается акт',
    text: 'Добрый день! При подписании акта NCALayer не видит ключ.',
  })
  const answered = async () => (await fetch(new URL('/sandbox/mail/m/1', panel))).text()
  await expect.poll(answered, { timeout: 20_000, interval: 100 }).toMatch(/KNS-\d{3}-\d{3}-\d{3}/)
  await end(desk)
}, 120_000)

test('a later start by npm is ready within 5 s', async () => {
  desk = await npmStart({ cwd: root, env: env() })
  process.stdout.write(`later start ready after ${Math.round(desk.readyMs)} ms\n`)
  expect(desk.readyMs).toBeLessThan(5000)
  await end(desk)
}, 60_000)
