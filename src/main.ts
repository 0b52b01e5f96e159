import { resolve } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { checkServer } from '../db/check-server.ts'
import { prepareDataDir } from '../db/data-dir.ts'
import { startEmbeddedPostgres } from '../db/embedded.ts'
import { StartFault } from '../db/start-fault.ts'
import type { Given } from './compose-app.ts'
import { type Config, ConfigError, parseConfig } from './config.ts'
import { createLog, type Log } from './log.ts'

/** A stop may take this long; then the process ends whatever still hangs. */
const stopLimitMs = 4500

async function run(stops: Given['stops']): Promise<void> {
  const config = parseConfig(process.env)
  const log = createLog(config.logLevel)
  // The database starts while the rest of the program, most of a start's time, is being read; what already
  // stands against it is told before.
  const database = databaseUrl(config, stops)
  await Promise.race([database, nextTurn()])
  const [url, { startDesk }] = await Promise.all([database, import('./start-desk.ts')])
  await startDesk({ config, url, now: () => new Date(), log, stops })
}

async function databaseUrl(config: Config, stops: Given['stops']): Promise<string> {
  const dataDir = resolve(config.dataDir)
  prepareDataDir(dataDir)
  if (config.databaseUrl !== null) {
    await checkServer(config.databaseUrl)
    return config.databaseUrl
  }
  const starting = startEmbeddedPostgres(dataDir)
  stops.push(async () => (await starting.catch(() => null))?.stop())
  const { url, lost } = await starting
  void lost.then((sentence) => fail(new StartFault(sentence), stops))
  return url
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

function complaint(error: unknown): string {
  if (error instanceof ConfigError) return `The configuration has faults:\n${error.message}`
  if (error instanceof StartFault) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

let ending = false

/** Stops what has been started and ends the process; the first call decides. */
async function end(code: number, stops: Given['stops'], log: Log): Promise<void> {
  if (ending) return
  ending = true
  setTimeout(() => process.exit(code || 1), stopLimitMs).unref()
  await stop(stops, log)
  process.exit(code)
}

/** What is pulled away under a start that is being stopped fails; that is no news. */
async function fail(error: unknown, stops: Given['stops']): Promise<void> {
  if (!ending) process.stderr.write(`${complaint(error)}\n`)
  await end(1, stops, createLog('silent'))
}

const stops: Given['stops'] = []
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => void end(0, stops, createLog('warn')))
}
try {
  await run(stops)
} catch (error) {
  await fail(error, stops)
}
