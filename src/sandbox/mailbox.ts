import { type ParsedMail, simpleParser } from 'mailparser'

export type MailEnvelope = { from: string; to: string[] }

export type SandboxMail = {
  id: number
  /** `sent` by the product, or `written` to it on the sandbox page. */
  direction: 'sent' | 'written'
  at: Date
  envelope: MailEnvelope
  raw: Buffer
  parsed: ParsedMail
}

export type SandboxMailbox = {
  /** Keeps a mail as it went over the wire. */
  store: (
    raw: Buffer,
    envelope: MailEnvelope,
    direction?: SandboxMail['direction'],
  ) => Promise<SandboxMail>
  /** All kept mails, oldest first. */
  list: () => SandboxMail[]
  get: (id: number) => SandboxMail | undefined
  /**
   * The next mail of the product to this address not handed out before, in order; with `match` the
   * first such one. @throws Error when none comes within `timeoutMs` (5,000)
   */
  nextMail: (
    recipient: string,
    options?: { timeoutMs?: number; match?: (mail: SandboxMail) => boolean },
  ) => Promise<SandboxMail>
  /** Mails to this address not yet handed out by `nextMail`, without waiting. */
  unread: (recipient: string) => SandboxMail[]
  subscribe: (listener: (mail: SandboxMail) => void) => () => void
}

type Options = { now: () => Date; maxMails?: number; maxBytes?: number }

/** Mail captured in memory instead of being sent; the oldest goes first beyond the bounds. */
export function createSandboxMailbox(options: Options): SandboxMailbox {
  const { now, maxMails = 1_000, maxBytes = 64 * 1024 * 1024 } = options
  const mails = new Map<number, SandboxMail>()
  const listeners = new Set<(mail: SandboxMail) => void>()
  const handedOut = new Map<string, Set<number>>()
  let lastId = 0
  let heldBytes = 0

  const evict = () => {
    for (const [id, mail] of mails) {
      if (mails.size <= maxMails && heldBytes <= maxBytes) return
      mails.delete(id)
      heldBytes -= mail.raw.byteLength
      for (const ids of handedOut.values()) ids.delete(id)
    }
  }
  const unread = (recipient: string) => {
    const seen = handedOut.get(recipient.toLowerCase())
    return [...mails.values()].filter(
      (mail) => mail.direction === 'sent' && !seen?.has(mail.id) && isTo(mail, recipient),
    )
  }
  const markRead = (recipient: string, mail: SandboxMail) => {
    const key = recipient.toLowerCase()
    const seen = handedOut.get(key) ?? new Set()
    handedOut.set(key, seen.add(mail.id))
  }

  return {
    store: async (raw, envelope, direction = 'sent') => {
      lastId += 1
      const id = lastId
      const at = now()
      const parsed = await simpleParser(raw)
      const mail: SandboxMail = { id, direction, at, envelope, raw, parsed }
      mails.set(id, mail)
      heldBytes += raw.byteLength
      evict()
      for (const listener of listeners) listener(mail)
      return mail
    },
    list: () => [...mails.values()].sort((a, b) => a.id - b.id),
    get: (id) => mails.get(id),
    unread: (recipient) => {
      const found = unread(recipient)
      for (const mail of found) markRead(recipient, mail)
      return found
    },
    nextMail: (recipient, { timeoutMs = 5_000, match = () => true } = {}) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = unread(recipient).find(match)
          if (!found) return false
          markRead(recipient, found)
          resolve(found)
          return true
        }
        if (look()) return
        const timer = setTimeout(() => {
          listeners.delete(listener)
          reject(new Error(`no mail to ${recipient} within ${timeoutMs} ms`))
        }, timeoutMs)
        const listener = () => {
          if (!look()) return
          clearTimeout(timer)
          listeners.delete(listener)
        }
        listeners.add(listener)
      }),
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function isTo(mail: SandboxMail, recipient: string): boolean {
  return mail.envelope.to.some((address) => address.toLowerCase() === recipient.toLowerCase())
}

/** The addresses outside the product that a mail belongs to: its folders. */
export function correspondents(mail: SandboxMail): string[] {
  const addresses = mail.direction === 'sent' ? mail.envelope.to : [mail.envelope.from]
  return [...new Set(addresses.map((address) => address.toLowerCase()))]
}
