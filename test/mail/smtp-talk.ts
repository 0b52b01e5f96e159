import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

/** A client that says exactly what a test wants and hears every reply. */
export type SmtpTalk = {
  /** Sends without waiting for an answer. */
  write: (text: string | Buffer) => void
  /** The next whole reply; a multi-line one as one text. */
  reply: () => Promise<string>
  /** Sends a line and returns its reply. */
  say: (line: string) => Promise<string>
  /** Goes on under TLS, after the server agreed. */
  secure: () => Promise<SmtpTalk>
  closed: Promise<unknown>
  end: () => void
}

/** Connects; the greeting is the first reply. */
export async function smtpTalk(port: number): Promise<SmtpTalk> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  return talkOver(socket)
}

function talkOver(socket: Socket): SmtpTalk {
  let buffered = ''
  const replies: string[] = []
  let wake = () => {}
  socket.on('error', () => {})
  socket.on('data', (chunk: Buffer) => {
    buffered += chunk
    for (let end = lastLineEnd(buffered); end > 0; end = lastLineEnd(buffered)) {
      replies.push(buffered.slice(0, end).trimEnd())
      buffered = buffered.slice(end)
    }
    wake()
  })
  // Not `once`: a connection that is torn down, not ended, is closed too.
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve())).then(() =>
    wake(),
  )
  const reply = async () => {
    while (replies.length === 0) {
      if (socket.closed) throw new Error('connection closed without a reply')
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    return replies.shift() ?? ''
  }
  const write = (text: string | Buffer) => void socket.write(text)
  return {
    write,
    reply,
    say: (line) => {
      write(`${line}\r\n`)
      return reply()
    },
    secure: async () => {
      socket.removeAllListeners('data')
      const secured = connectTls({ socket, rejectUnauthorized: false })
      await once(secured, 'secureConnect')
      return talkOver(secured)
    },
    closed,
    end: () => void socket.destroy(),
  }
}

/** Where the first whole reply ends: its last line has a space behind the code. */
function lastLineEnd(text: string): number {
  const found = /^(?:\d{3}-.*\r\n)*\d{3}(?: .*)?\r\n/.exec(text)
  return found ? found[0].length : 0
}
