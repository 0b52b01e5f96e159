import pino, { type Logger } from 'pino'

export type Log = Logger

/** One JSON line an event, on stderr; never bodies, addresses, numbers of persons or tokens. */
export function createLog(level: string): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2))
}
