import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'

export type Started = {
  child: ChildProcess
  pid: number
  /** Addresses of the banner by their names. */
  banner: Map<string, string>
  readyMs: number
  /** Sends the signal to the whole group as a terminal does, or to npm alone. */
  signal: (signal: NodeJS.Signals, to?: 'group' | 'npm') => void
}

export type Refused = { code: number | null; out: string; err: string }

type Options = {
  cwd: string
  env: Record<string, string>
  /** Another account. */
  uid?: number
  command?: [string, ...string[]]
}

function spawnDesk({ cwd, env, uid, command = ['npm', 'start'] }: Options): ChildProcess {
  const [program, ...args] = command
  return spawn(program, args, {
    cwd,
    detached: true,
    ...(uid === undefined ? {} : { uid, gid: uid }),
    env: {
      PATH: process.env.PATH ?? '',
      HOME: cwd,
      npm_config_update_notifier: 'false',
      npm_config_logs_max: '0',
      LOG_LEVEL: 'warn',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** `npm start` as its user types it; resolves when the banner stands. */
export async function npmStart(options: Options): Promise<Started> {
  const begun = performance.now()
  const child = spawnDesk(options)
  const pid = child.pid ?? 0
  const text = await new Promise<string>((resolve, reject) => {
    let out = ''
    let err = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      err += chunk
    })
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk
      if (/health: .*\n/.test(out)) resolve(out)
    })
    child.once('error', reject)
    child.once('close', () => reject(new Error(`the desk ended: ${out}${err}`)))
  })
  return {
    child,
    pid,
    banner: new Map(
      [...text.matchAll(/^ {2}(\S.*?): +(\S+)$/gm)].map(([, name = '', address = '']) => [
        name,
        address,
      ]),
    ),
    readyMs: performance.now() - begun,
    signal: (signal, to = 'group') => process.kill(to === 'group' ? -pid : pid, signal),
  }
}

/** A start that is expected to end by itself. */
export async function refusedStart(options: Options): Promise<Refused> {
  const child = spawnDesk(options)
  let out = ''
  let err = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    err += chunk
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out, err }
}

/** Ends when the process has; the code is null after a signal. */
export async function exitOf({ child }: Started): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const [code] = (await once(child, 'exit')) as [number | null]
  return code
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
