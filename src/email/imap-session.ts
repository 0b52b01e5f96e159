import { setTimeout as delay } from 'node:timers/promises'
import type { FetchMessageObject, ImapFlow } from 'imapflow'
import type { Ctx } from '../context.ts'
import { type ImapCursor, loadCursor, saveCursor } from './imap-cursor.ts'

/** What becomes of the mails of a mailbox; only when a call returns is the mail marked there. */
export type MailSink = {
  /** Keeps and tickets one mail. */
  take: (raw: Buffer, receivedAt: Date) => Promise<void>
  /** Keeps one that `take` fails at again and again, so that it does not block those behind it. */
  setAside: (raw: Buffer, receivedAt: Date, error: unknown) => Promise<void>
}

export type ImapSession = {
  /** Its name in the database. */
  name: string
  mailbox: string
  moveTo: string | null
  sink: MailSink
  /** The mail that failed last, also in the connection before. */
  stuck: { uid: number; times: number }
  /** Everything in the mailbox has been taken. */
  onCaughtUp: () => void
}

const listedAtOnce = 500
const batch = { mails: 50, bytes: 8 * 1024 * 1024 }
/** A lost notification delays a mail no longer than this. */
const recheckMs = 5 * 60_000
const triesOfOneMail = 4
/** Set on what this desk has taken, next to the mark that a person sees. */
const takenFlags = ['\\Seen', '$KenseTaken']

/** Takes all new mail of an open connection and waits for more (IDLE, RFC 2177) until it ends or `signal` aborts. */
export async function readMailbox(
  ctx: Ctx,
  client: ImapFlow,
  session: ImapSession,
  signal: AbortSignal,
): Promise<void> {
  const news = watchNews(client, signal)
  const opened = await client.mailboxOpen(session.mailbox)
  if (session.moveTo !== null) await client.mailboxCreate(session.moveTo)
  const uidValidity = String(opened.uidValidity)
  const cursor = await loadCursor(ctx, session.name, { uidValidity, uidNext: opened.uidNext })
  client.on('mailboxOpen', (again) => {
    if (String(again.uidValidity) !== uidValidity) client.close()
  })
  while (client.usable && !signal.aborted) {
    await takeNew(ctx, client, session, cursor, signal)
    session.onCaughtUp()
    await news.next()
  }
}

/** Remembers what happens while a catch-up is under way, so that nothing is slept through. */
function watchNews(client: ImapFlow, signal: AbortSignal): { next: () => Promise<void> } {
  let due = false
  let wake = () => {}
  const ring = () => {
    due = true
    wake()
  }
  client.on('exists', ring)
  client.on('close', ring)
  signal.addEventListener('abort', ring, { once: true })
  return {
    next: async () => {
      const quiet = new AbortController()
      const rang = new Promise<void>((resolve) => {
        wake = resolve
      })
      if (!due) {
        // Ends by itself when the next command is sent.
        client.idle().catch(ring)
        await Promise.race([
          rang,
          delay(recheckMs, undefined, { signal: quiet.signal }).catch(() => {}),
        ])
      }
      quiet.abort()
      due = false
    },
  }
}

async function takeNew(
  ctx: Ctx,
  client: ImapFlow,
  session: ImapSession,
  cursor: ImapCursor,
  signal: AbortSignal,
): Promise<void> {
  const found = await client.search({ uid: `${cursor.lastUid + 1}:*` }, { uid: true })
  // `N:*` names the last mail even when it lies before N (RFC 9051, 9).
  const uids = (found || []).filter((uid) => uid > cursor.lastUid).sort((a, b) => a - b)
  for (let at = 0; at < uids.length; at += listedAtOnce) {
    const range = uids.slice(at, at + listedAtOnce)
    const listed = await client.fetchAll(
      range.join(','),
      { uid: true, flags: true, size: true, internalDate: true },
      { uid: true },
    )
    listed.sort((a, b) => a.uid - b.uid)
    for (const group of batches(listed.filter((mail) => isNew(mail, cursor)))) {
      if (signal.aborted) return
      await takeBatch(ctx, client, session, cursor, group, signal)
    }
    if (signal.aborted) return
    await advance(ctx, session, cursor, range.at(-1) ?? cursor.lastUid)
  }
}

/** Mail that people had read before this desk came to the mailbox is left alone. */
function isNew(mail: FetchMessageObject, cursor: ImapCursor): boolean {
  return (
    mail.uid >= cursor.newFromUid ||
    !mail.flags?.has('\\Seen') ||
    dateOf(mail, cursor.startedAt) >= cursor.startedAt
  )
}

function* batches(mails: FetchMessageObject[]): Generator<FetchMessageObject[]> {
  let group: FetchMessageObject[] = []
  let bytes = 0
  for (const mail of mails) {
    const size = mail.size ?? 0
    if (group.length > 0 && (group.length >= batch.mails || bytes + size > batch.bytes)) {
      yield group
      group = []
      bytes = 0
    }
    group.push(mail)
    bytes += size
  }
  if (group.length > 0) yield group
}

/** Commits, then marks, then remembers: whatever breaks in between, a repeat changes nothing. */
async function takeBatch(
  ctx: Ctx,
  client: ImapFlow,
  session: ImapSession,
  cursor: ImapCursor,
  group: FetchMessageObject[],
  signal: AbortSignal,
): Promise<void> {
  const uids = group.map((mail) => mail.uid).join(',')
  const mails = await client.fetchAll(
    uids,
    { uid: true, source: true, internalDate: true },
    { uid: true },
  )
  const taken: number[] = []
  try {
    for (const mail of mails.sort((a, b) => a.uid - b.uid)) {
      if (signal.aborted) break
      if (mail.source) await takeOne(ctx, session, mail.uid, mail.source, dateOf(mail, ctx.now()))
      taken.push(mail.uid)
    }
  } finally {
    if (taken.length > 0 && client.usable) {
      await markTaken(ctx, client, session, taken)
      await advance(ctx, session, cursor, taken.at(-1) ?? 0)
    }
  }
}

async function takeOne(
  ctx: Ctx,
  { sink, stuck }: ImapSession,
  uid: number,
  raw: Buffer,
  date: Date,
): Promise<void> {
  const receivedAt = date > ctx.now() ? ctx.now() : date
  try {
    await sink.take(raw, receivedAt)
  } catch (error) {
    stuck.times = stuck.uid === uid ? stuck.times + 1 : 1
    stuck.uid = uid
    if (stuck.times < triesOfOneMail) throw error
    await sink.setAside(raw, receivedAt, error)
  }
}

/** @throws when the connection breaks, so that the mails are met again and marked then */
async function markTaken(
  ctx: Ctx,
  client: ImapFlow,
  session: ImapSession,
  uids: number[],
): Promise<void> {
  const range = uids.join(',')
  const flagged = await client.messageFlagsAdd(range, takenFlags, { uid: true })
  const moved =
    session.moveTo === null || (await client.messageMove(range, session.moveTo, { uid: true }))
  if (!client.usable) throw new Error('connection lost before mails were marked')
  if (!flagged || !moved) ctx.log.warn({ mails: uids.length }, 'mailbox lets no mail be marked')
}

async function advance(
  ctx: Ctx,
  session: ImapSession,
  cursor: ImapCursor,
  lastUid: number,
): Promise<void> {
  if (lastUid <= cursor.lastUid) return
  cursor.lastUid = lastUid
  await saveCursor(ctx, session.name, lastUid)
}

/** Actual receipt by our mailbox (Annex 1, 7.5); never the sender's own date. */
function dateOf(mail: FetchMessageObject, otherwise: Date): Date {
  const date = mail.internalDate ? new Date(mail.internalDate) : otherwise
  return Number.isNaN(date.getTime()) ? otherwise : date
}
