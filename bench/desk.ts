import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from '../db/client.ts'
import { startEmbeddedPostgres } from '../db/embedded.ts'
import product from '../package.json' with { type: 'json' }

export type Desk = {
  sql: ReturnType<typeof connect>['sql']
  /** Of its pages and interfaces. */
  origin: string
  /** `host:port` of the SMTP receiver. */
  smtp: string
  /** Resident memory of the desk's process, MB. */
  memoryMb: () => number
  stop: () => Promise<void>
}

/** The product as its user starts it, all roles in one process, over a durable database; answers at once. */
export async function startDesk(env: Record<string, string>): Promise<Desk> {
  const dir = mkdtempSync(join(tmpdir(), 'kense-bench-'))
  const server = await startEmbeddedPostgres(join(dir, 'data'))
  // As `npm start` does, which is on the way by `npm run bench`: with its own settings of the engine.
  const child = spawn('/bin/sh', ['-c', product.scripts.start], {
    env: {
      PATH: process.env.PATH ?? '',
      DATABASE_URL: server.url,
      DATA_DIR: join(dir, 'desk'),
      HTTP_PORT: '0',
      SMTP_LISTEN: '127.0.0.1:0',
      LOG_LEVEL: 'warn',
      INTAKE_QUIET_MS: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const banner = await bannerOf(child)
  const connection = connect(server.url, 2)
  return {
    sql: connection.sql,
    origin: /health: +(\S+)\/readyz/.exec(banner)?.[1] ?? '',
    smtp: /smtp:\/\/(\S+)/.exec(banner)?.[1] ?? '',
    memoryMb: () => {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
    },
    stop: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
      await connection.close()
      await server.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

async function bannerOf(child: ChildProcess): Promise<string> {
  let out = ''
  for await (const chunk of child.stdout ?? []) {
    out += String(chunk)
    if (out.includes('is ready') && out.endsWith('\n')) break
  }
  child.stdout?.resume()
  return out
}
