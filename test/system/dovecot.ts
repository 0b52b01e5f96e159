import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ImapFlow } from 'imapflow'

export type Dovecot = {
  port: number
  url: (mailbox?: string) => string
  /** Files of the mailbox, so that a test can damage it. */
  maildir: string
  start: () => Promise<void>
  /** Ends the server and every connection at once. */
  kill: () => Promise<void>
  /** A second client, as a person's mail program. */
  client: () => Promise<ImapFlow>
  close: () => Promise<void>
}

/** A Dovecot, 2.3 or 2.4, of its own on a free port, with one user and a Maildir, run as root in a temporary folder. */
export async function createDovecot(): Promise<Dovecot> {
  const dir = mkdtempSync(join(tmpdir(), 'kense-dovecot-'))
  chmodSync(dir, 0o755)
  const maildir = join(dir, 'mail')
  mkdirSync(maildir)
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }))
  chownSync(maildir, id('-u'), id('-g'))
  const port = await freePort()
  const config = join(dir, 'dovecot.conf')
  writeFileSync(config, configuration(dir, port))
  let running: ChildProcess | null = null

  const start = async () => {
    running = spawn('dovecot', ['-F', '-c', config], { stdio: ['ignore', 'ignore', 'inherit'] })
    while (!(await answers(port))) {
      if (running.exitCode !== null) throw new Error(`dovecot ended with ${running.exitCode}`)
      await delay(50)
    }
  }
  const kill = async () => {
    if (running === null) return
    const ended = once(running, 'exit')
    running.kill('SIGTERM')
    await ended
    running = null
    while (await answers(port)) await delay(50)
  }
  return {
    port,
    url: (mailbox = 'INBOX') => `imap://support:secret@127.0.0.1:${port}/${mailbox}`,
    maildir,
    start,
    kill,
    client: async () => {
      const client = new ImapFlow({
        host: '127.0.0.1',
        port,
        secure: false,
        auth: { user: 'support', pass: 'secret' },
        logger: false,
      })
      client.on('error', () => {})
      await client.connect()
      return client
    },
    close: async () => {
      await kill()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

function configuration(dir: string, port: number): string {
  const [, version = '2.3'] =
    /^(\d+\.\d+)/.exec(execFileSync('dovecot', ['--version'], { encoding: 'utf8' })) ?? []
  const common = `
base_dir = ${dir}/run
log_path = ${dir}/log
protocols = imap
listen = 127.0.0.1
ssl = no
auth_mechanisms = plain login
first_valid_uid = 1
first_valid_gid = 1
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
`
  return version === '2.3' ? `${common}${olderNames(dir)}` : `${newerNames(dir)}${common}`
}

const olderNames = (dir: string) => `
disable_plaintext_auth = no
mail_location = maildir:${dir}/mail
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=${dir}/mail
}
`

/** Since 2.4 the first two lines are required, and say by which rules the others are read. */
const newerNames = (dir: string) => `
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
auth_allow_cleartext = yes
mail_driver = maildir
mail_path = ${dir}/mail
passdb static {
  password = secret
}
userdb static {
  fields {
    uid = nobody
    gid = nogroup
    home = ${dir}/mail
  }
}
`

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const end = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('data', () => end(true))
    socket.once('error', () => end(false))
    socket.once('close', () => end(false))
  })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
