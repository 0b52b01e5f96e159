import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import chromium from '@sparticuz/chromium'
import {
  type Browser,
  type BrowserContext,
  type Page,
  chromium as playwright,
} from 'playwright-core'
import { createTelegramSandbox, type TelegramSandbox } from '../../src/sandbox/telegram/sandbox.ts'
import { testDatabase } from '../harness.ts'
import { type Loopback, serveApp } from '../sandbox/loopback-server.ts'
import { type DeskProcess, startDeskProcess } from './desk-process.ts'
import { type MailPeer, startMailPeer } from './mail-peer.ts'
import { freePort } from './ports.ts'

export const quietMs = 300

/** A running desk and everything around it: Telegram, mail, a browser. Nobody here looks inside. */
export type Outside = {
  telegram: TelegramSandbox['world']
  mail: MailPeer
  /** Where the panel and the public pages are. */
  base: string
  databaseUrl: string
  /** Where each process tells of itself. */
  origins: string[]
  /** What the desk printed when it was ready. */
  banner: string
  browser: BrowserContext
  page: Page
  /** Violations of the page's policy and faults of its scripts. */
  complaints: string[]
  close: () => Promise<void>
}

/** Starts the desk as so many processes with these roles over one database. */
export async function startOutside(roles: readonly string[]): Promise<Outside> {
  const closing: (() => Promise<void> | void)[] = []
  const close = async () => {
    for (const step of closing.toReversed()) await step()
  }
  try {
    const database = await testDatabase()
    closing.push(() => database.close())
    const telegram = createTelegramSandbox({ now: () => new Date() })
    const api: Loopback = await serveApp(telegram.app)
    closing.push(async () => {
      telegram.close()
      await api.close()
    })
    let receiverPort = 0
    const mail = await startMailPeer(() => receiverPort)
    closing.push(() => mail.close())
    const files = mkdtempSync(join(tmpdir(), 'kense-flow-files-'))
    closing.push(() => rmSync(files, { recursive: true, force: true }))
    const port = await freePort()
    const base = `http://127.0.0.1:${port}`
    const running: DeskProcess[] = []
    closing.push(async () => {
      await Promise.all(running.map((one) => one.stop()))
    })
    const starting = roles.map(async (role) => {
      const started = await startDeskProcess({
        ROLES: role,
        DATABASE_URL: database.url,
        TELEGRAM_BOT_TOKEN: '123456:test-token',
        TELEGRAM_API_ROOT: api.url,
        SMTP_URL: mail.url,
        ATTACHMENTS_URL: `file://${files}`,
        INTAKE_QUIET_MS: String(quietMs),
        PUBLIC_URL: base,
        ...(role.includes('admin') ? { HTTP_PORT: String(port) } : {}),
      })
      running.push(started)
      const receiver = /smtp:\/\/127\.0\.0\.1:(\d+)/.exec(started.banner)
      if (receiver) receiverPort = Number(receiver[1])
    })
    await Promise.all(starting)
    const chrome: Browser = await playwright.launch({
      executablePath: await chromium.executablePath(),
      args: ['--no-sandbox'],
    })
    closing.push(() => chrome.close())
    const browser = await chrome.newContext()
    const page = await browser.newPage()
    page.setDefaultTimeout(20_000)
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (line) => {
      if (/Content Security Policy/i.test(line.text())) complaints.push(line.text())
    })
    return {
      telegram: telegram.world,
      mail,
      base,
      databaseUrl: database.url,
      origins: running.map(
        ({ banner }) => new URL(/health: +(\S+)/.exec(banner)?.[1] ?? '').origin,
      ),
      banner: running.map((one) => one.banner).join('\n'),
      browser,
      page,
      complaints,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
