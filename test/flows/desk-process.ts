import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type DeskProcess = {
  banner: string
  stop: () => Promise<void>
  /** Ends it as a crash would. */
  kill: () => Promise<void>
}

const root = join(import.meta.dirname, '..', '..')

/** Starts the product as its user does, and waits for its banner. */
export async function startDeskProcess(env: Record<string, string>): Promise<DeskProcess> {
  const dataDir = mkdtempSync(join(tmpdir(), 'kense-flow-'))
  const child = spawn(process.execPath, ['src/launch.mjs', 'main'], {
    cwd: root,
    env: {
      PATH: process.env.PATH ?? '',
      DATA_DIR: dataDir,
      HTTP_PORT: '0',
      SMTP_LISTEN: '127.0.0.1:0',
      SECRET_KEY: 'a test key of more than thirty-two characters',
      LOG_LEVEL: 'warn',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    await once(child, 'exit')
  }
  const stop = async () => {
    await end('SIGTERM')
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    return { banner: await bannerOf(child), stop, kill: () => end('SIGKILL') }
  } catch (error) {
    await stop()
    throw error
  }
}

function bannerOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let out = ''
    let complaint = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      complaint += chunk
    })
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk
      if (out.includes('is ready') && out.endsWith('\n')) resolve(out)
    })
    child.once('exit', () => reject(new Error(`the desk ended: ${complaint}`)))
  })
}
