import { resolve } from 'node:path'
import { startEmbeddedPostgres } from '../db/embedded.ts'
import { DataDirInUse } from '../db/embedded-lock.ts'
import type { Given } from './compose-app.ts'
import { type Config, ConfigError, parseConfig } from './config.ts'
import { createLog, type Log } from './log.ts'

/** A stop may take this long; then the process ends whatever still hangs. */
const stopLimitMs = 4500

async function run(stops: Given['stops']): Promise<void> {
  const config = parseConfig(process.env)
  const log = createLog(config.logLevel)
  // The database starts while the rest of the program, most of a start's time, is being read.
  const [url, { startDesk }] = await Promise.all([
    databaseUrl(config, stops),
    import('./start-desk.ts'),
  ])
  await startDesk({ config, url, now: () => new Date(), log, stops })
}

async function databaseUrl(config: Config, stops: Given['stops']): Promise<string> {
  if (config.databaseUrl !== null) return config.databaseUrl
  const starting = startEmbeddedPostgres(resolve(config.dataDir))
  stops.push(async () => (await starting.catch(() => null))?.stop())
  return (await starting).url
}

async function stop(stops: Given['stops'], log: Log): Promise<void> {
  for (const step of stops.toReversed()) {
    try {
      await step()
    } catch (error) {
      log.warn({ err: String(error) }, 'stopping')
    }
  }
}

function sentence(error: unknown): string {
  if (error instanceof ConfigError) return `The configuration has faults:\n${error.message}`
  if (error instanceof DataDirInUse) return `${error.message}: stop it, or set another DATA_DIR`
  return error instanceof Error ? error.message : String(error)
}

let ending = false

/** Stops what has been started and ends the process; the first call decides. */
async function end(code: number, stops: Given['stops'], log: Log): Promise<void> {
  if (ending) return
  ending = true
  setTimeout(() => process.exit(1), stopLimitMs).unref()
  await stop(stops, log)
  process.exit(code)
}

const stops: Given['stops'] = []
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => void end(0, stops, createLog('warn')))
}
try {
  await run(stops)
} catch (error) {
  // What is pulled away under a start that is being stopped fails; that is no news.
  if (!ending) process.stderr.write(`${sentence(error)}\n`)
  await end(1, stops, createLog('silent'))
}
