import { accessSync, constants, mkdirSync } from 'node:fs'
import { StartFault } from './start-fault.ts'

/** Makes the folder if it is missing, closed to other accounts. @throws StartFault if it cannot be written. */
export function prepareDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    accessSync(dataDir, constants.W_OK | constants.X_OK)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new StartFault(`DATA_DIR: cannot write to ${dataDir} (${reason})`)
  }
}
