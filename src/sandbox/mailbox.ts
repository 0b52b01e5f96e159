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
  /** Keeps a mail as it went over the wire; returns its id. */
  store: (raw: Buffer, envelope: MailEnvelope, direction?: SandboxMail['direction']) => number
  /** All kept mails, oldest first. */
  list: () => Promise<SandboxMail[]>
  get: (id: number) => Promise<SandboxMail | undefined>
  /** Hears the id of every mail that is kept from now on. */
  subscribe: (listener: (id: number) => void) => () => void
}

type Options = { now: () => Date; maxMails?: number; maxBytes?: number }
type KeptMail = Omit<SandboxMail, 'parsed'>

/**
 * Mail captured in memory instead of being sent; the oldest goes first beyond the bounds. It is read only when
 * somebody looks at it.
 */
export function createSandboxMailbox(options: Options): SandboxMailbox {
  const { now, maxMails = 200, maxBytes = 32 * 1024 * 1024 } = options
  const mails = new Map<number, KeptMail>()
  const listeners = new Set<(id: number) => void>()
  const looked = new WeakMap<KeptMail, Promise<ParsedMail>>()
  let lastId = 0
  let heldBytes = 0

  const evict = () => {
    for (const [id, mail] of mails) {
      if (mails.size <= maxMails && heldBytes <= maxBytes) return
      mails.delete(id)
      heldBytes -= mail.raw.byteLength
    }
  }
  const read = async (mail: KeptMail): Promise<SandboxMail> => {
    const parsed = looked.get(mail) ?? simpleParser(mail.raw)
    looked.set(mail, parsed)
    return { ...mail, parsed: await parsed }
  }

  return {
    store: (raw, envelope, direction = 'sent') => {
      lastId += 1
      mails.set(lastId, { id: lastId, direction, at: now(), envelope, raw })
      heldBytes += raw.byteLength
      evict()
      for (const listener of listeners) listener(lastId)
      return lastId
    },
    list: () => Promise.all([...mails.values()].map(read)),
    get: async (id) => {
      const mail = mails.get(id)
      return mail && read(mail)
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** The addresses outside the product that a mail belongs to: its folders. */
export function correspondents(mail: SandboxMail): string[] {
  const addresses = mail.direction === 'sent' ? mail.envelope.to : [mail.envelope.from]
  return [...new Set(addresses.map((address) => address.toLowerCase()))]
}
