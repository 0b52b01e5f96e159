import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

type StoredMail = { uid: number; raw: Buffer; internalDate: Date; flags: Set<string> }

export type ImapServer = {
  port: number
  mails: StoredMail[]
  moved: StoredMail[]
  /** Every command line received, credentials included. */
  commands: string[]
  deliver: (raw: string, options?: { seen?: boolean; at?: Date }) => StoredMail
  /** A mailbox that was rebuilt: other UIDs for the same mails. */
  rebuild: (uidValidity: number) => void
  /** Cuts the connection right before answering the next command that matches. */
  cutAt: (command: RegExp) => void
  refuseLogins: boolean
  /** Cuts every connection now. */
  cut: () => void
  /** Resolves when a command that matches has been received after the call. */
  seen: (command: RegExp) => Promise<string>
  close: () => Promise<void>
}

const days = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** One mailbox behind just enough IMAP4rev1 (with IDLE, MOVE, XOAUTH2) for our client, with faults on order. */
export async function startImapServer(): Promise<ImapServer> {
  const sockets = new Set<Socket>()
  let uidValidity = 7
  let uidNext = 1
  let cutCommand: RegExp | null = null
  const idlers = new Map<Socket, string>()
  const watchers = new Set<{ pattern: RegExp; found: (command: string) => void }>()

  const state: ImapServer = {
    port: 0,
    mails: [],
    moved: [],
    commands: [],
    refuseLogins: false,
    deliver: (raw, { seen = false, at = new Date() } = {}) => {
      const mail = {
        uid: uidNext,
        raw: Buffer.from(raw.replace(/\r?\n/g, '\r\n')),
        internalDate: at,
        flags: new Set(seen ? ['\\Seen'] : []),
      }
      uidNext += 1
      state.mails.push(mail)
      for (const socket of idlers.keys()) socket.write(`* ${state.mails.length} EXISTS\r\n`)
      return mail
    },
    rebuild: (validity) => {
      uidValidity = validity
      uidNext = 100
      for (const mail of state.mails) {
        mail.uid = uidNext
        mail.flags.delete('$KenseTaken')
        uidNext += 1
      }
      state.cut()
    },
    cutAt: (command) => {
      cutCommand = command
    },
    cut: () => {
      for (const socket of sockets) socket.destroy()
    },
    seen: (pattern) =>
      new Promise((resolve) => {
        const watcher = {
          pattern,
          found: (command: string) => {
            watchers.delete(watcher)
            resolve(command)
          },
        }
        watchers.add(watcher)
      }),
    close: async () => {
      state.cut()
      server.close()
      await once(server, 'close')
    },
  }

  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => {
      sockets.delete(socket)
      idlers.delete(socket)
    })
    socket.write('* OK [CAPABILITY IMAP4rev1 IDLE MOVE UIDPLUS SASL-IR AUTH=XOAUTH2] ready\r\n')
    let buffered = ''
    socket.on('data', (chunk: Buffer) => {
      buffered += chunk
      for (let end = buffered.indexOf('\r\n'); end >= 0; end = buffered.indexOf('\r\n')) {
        const line = buffered.slice(0, end)
        buffered = buffered.slice(end + 2)
        receive(socket, line)
      }
    })
  })

  function receive(socket: Socket, line: string): void {
    if (/^DONE$/i.test(line)) {
      const tag = idlers.get(socket)
      idlers.delete(socket)
      socket.write(`${tag} OK idle ended\r\n`)
      return
    }
    const [tag = '', ...rest] = line.split(' ')
    const command = rest.join(' ')
    state.commands.push(command)
    for (const { pattern, found } of [...watchers]) if (pattern.test(command)) found(command)
    if (cutCommand?.test(command)) {
      cutCommand = null
      socket.destroy()
      return
    }
    answer(socket, tag, command)
  }

  function answer(socket: Socket, tag: string, command: string): void {
    const say = (text: string) => socket.write(`${text}\r\n`)
    const ok = () => say(`${tag} OK done`)
    const [verb = ''] = command.toUpperCase().split(' ')
    const uidVerb = /^UID (\w+) ?/i.exec(command)?.[1]?.toUpperCase()
    const args = command.replace(/^UID \w+ /i, '')
    if (verb === 'LOGIN' || verb === 'AUTHENTICATE') {
      if (state.refuseLogins) say(`${tag} NO [AUTHENTICATIONFAILED] no`)
      else say(`${tag} OK [CAPABILITY IMAP4rev1 IDLE MOVE UIDPLUS] in`)
    } else if (verb === 'SELECT') {
      say(`* ${state.mails.length} EXISTS`)
      say(`* OK [UIDVALIDITY ${uidValidity}] valid`)
      say(`* OK [UIDNEXT ${uidNext}] next`)
      say('* FLAGS (\\Seen $KenseTaken)')
      say('* OK [PERMANENTFLAGS (\\Seen $KenseTaken \\*)] flags')
      say(`${tag} OK [READ-WRITE] selected`)
    } else if (verb === 'LIST' || verb === 'LSUB') {
      say(`* ${verb} (\\HasNoChildren) "/" ${/"?([\w/]+)"?$/.exec(command)?.[1] || 'INBOX'}`)
      ok()
    } else if (verb === 'IDLE') {
      idlers.set(socket, tag)
      say('+ idling')
    } else if (verb === 'LOGOUT') {
      say('* BYE')
      ok()
      socket.end()
    } else if (uidVerb === 'SEARCH') {
      say(`* SEARCH ${search(args).join(' ')}`)
      ok()
    } else if (uidVerb === 'FETCH') {
      for (const mail of inRange(args)) writeMail(socket, mail, /BODY(\.PEEK)?\[\]/i.test(args))
      ok()
    } else if (uidVerb === 'STORE') {
      for (const mail of inRange(args)) {
        for (const flag of /\((.*)\)/.exec(args)?.[1]?.split(' ') ?? []) mail.flags.add(flag)
      }
      ok()
    } else if (uidVerb === 'MOVE') {
      for (const mail of inRange(args)) {
        say(`* ${state.mails.indexOf(mail) + 1} EXPUNGE`)
        state.mails.splice(state.mails.indexOf(mail), 1)
        state.moved.push(mail)
      }
      ok()
    } else ok()
  }

  function search(args: string): number[] {
    const [from = 1] = (/(\d+):\*/.exec(args) ?? []).slice(1).map(Number)
    const found = state.mails.map((mail) => mail.uid).filter((uid) => uid >= from)
    // As servers do: `N:*` always reaches the last mail.
    return found.length > 0 ? found : state.mails.slice(-1).map((mail) => mail.uid)
  }

  function inRange(args: string): StoredMail[] {
    const wanted = (args.split(' ')[0] ?? '').split(',').map((part) => part.split(':').map(Number))
    return state.mails.filter(({ uid }) =>
      wanted.some(([from = 0, to = from]) => uid >= from && uid <= to),
    )
  }

  function writeMail(socket: Socket, mail: StoredMail, whole: boolean): void {
    const d = mail.internalDate
    const two = (n: number) => String(n).padStart(2, '0')
    const clock = [d.getUTCHours(), d.getUTCMinutes(), d.getUTCSeconds()].map(two).join(':')
    const date = `${two(d.getUTCDate())}-${days[d.getUTCMonth()]}-${d.getUTCFullYear()} ${clock} +0000`
    const items = [
      `UID ${mail.uid}`,
      `FLAGS (${[...mail.flags].join(' ')})`,
      `INTERNALDATE "${date}"`,
      `RFC822.SIZE ${mail.raw.length}`,
    ].join(' ')
    const seq = state.mails.indexOf(mail) + 1
    if (!whole) {
      socket.write(`* ${seq} FETCH (${items})\r\n`)
      return
    }
    socket.write(`* ${seq} FETCH (${items} BODY[] {${mail.raw.length}}\r\n`)
    socket.write(mail.raw)
    socket.write(')\r\n')
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  state.port = (server.address() as { port: number }).port
  return state
}
