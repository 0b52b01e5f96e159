import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ConfigError, parseConfig, variables } from './config.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const rows = [...readme.matchAll(/^\| (`[A-Z].*?) \|.*\| (.*) \|$/gm)].map(([, names, unset]) => ({
  names: [...(names ?? '').matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name ?? ''),
  unset: unset ?? '',
}))

describe('the table of the README', () => {
  test('names every variable once, and no other', () => {
    const told = rows.flatMap((row) => row.names)
    expect(told.toSorted()).toEqual(
      variables()
        .map(({ name }) => name)
        .toSorted(),
    )
  })

  test('tells the value of an unset variable', () => {
    const wrong = variables().filter(({ name, unset }) => {
      const cell = rows.find((row) => row.names.includes(name))?.unset
      return typeof unset !== 'object' && unset !== undefined && !cell?.includes(`\`${unset}\``)
    })
    expect(wrong).toEqual([])
  })
})

function faults(env: Record<string, string>): string[] {
  try {
    parseConfig(env)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n')
    throw error
  }
}

test('every fault is told at once, by the name of its variable', () => {
  const told = faults({
    DATABASE_URL: 'mysql://x',
    ROLES: 'bot,cook',
    HTTP_PORT: '70000',
    TELEGRAM_WEBHOOK_URL: 'https://desk.example/telegram/webhook',
    DKIM_DOMAIN: 'kense.app',
    SECRET_KEY: 'short',
    LOG_LEVEL: 'loud',
  })
  expect(told.map((line) => line.split(':')[0])).toEqual([
    'DATABASE_URL',
    'ROLES',
    'HTTP_PORT',
    'SECRET_KEY',
    'LOG_LEVEL',
    'TELEGRAM_WEBHOOK_SECRET',
    'DKIM_SELECTOR',
    'DKIM_KEY_FILE',
    'TELEGRAM_BOT_TOKEN',
  ])
})

test('an empty variable counts as unset', () => {
  expect(parseConfig({ SMTP_URL: '', HTTP_PORT: '' })).toEqual(parseConfig({}))
})

test('with a mailbox to read the receiver is off unless asked for', () => {
  expect(parseConfig({}).mail.listen).toEqual({ host: '127.0.0.1', port: 2525 })
  expect(parseConfig({ IMAP_URL: 'imaps://u:p@imap.example/INBOX' }).mail.listen).toBeNull()
})
