import type { Page } from 'playwright-core'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import type { Outside } from './outside.ts'

export const administrator = {
  name: 'Ерлан Сапаров',
  email: 'erlan@kense.example',
  password: 'a long enough password',
}

/** The page says that its stream is open by asking for it. */
export async function openLive({ page, base }: Outside, path: string): Promise<void> {
  const stream = page.waitForResponse((response) => response.url().endsWith('/desk/events'))
  await page.goto(base + path)
  await stream
}

export function openTicket(outside: Outside, number: string): Promise<void> {
  return openLive(outside, `/desk/tickets/${formatTicketNumber(number)}`)
}

export type Mode = 'answer' | 'question' | 'resolve' | 'note'

/** Writes into the box for answers and waits until the words stand in the conversation. */
export async function write(
  { page }: Outside,
  mode: Mode,
  text: string,
  file?: { name: string; mimeType: string; buffer: Buffer },
): Promise<void> {
  if (mode === 'note') await page.click('[data-compose=note]')
  await page.fill('#reply-text', text)
  if (file) await page.setInputFiles('#reply-files', file)
  await page.click(`#composer button[value=${mode}]`)
  await said(page, text, mode === 'note' ? 'note' : 'staff')
}

export async function said(page: Page, text: string, by: 'client' | 'staff' | 'note') {
  await page.locator(`#conversation .from-${by}`, { hasText: text }).first().waitFor()
}

export function statusShown(page: Page, status: string) {
  return page.waitForSelector(`#t-head .status-${status}`)
}

/** What each side of the conversation has said, oldest first. */
export async function conversation(page: Page): Promise<string[]> {
  return page.locator('#conversation .message .said').allTextContents()
}
