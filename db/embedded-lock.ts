import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { StartFault } from './start-fault.ts'

/** Another process owns the folder. */
export class DataDirInUse extends StartFault {
  constructor(dataDir: string, pid: number) {
    super(`${dataDir} is in use by process ${pid}: stop that one, or set another DATA_DIR`)
  }
}

/**
 * Takes `dataDir` for this process. A lock whose owner is gone (also after `kill -9`) is taken over;
 * the owner is known by pid and start time, so that a recycled pid does not count.
 */
export function lockDataDir(dataDir: string): { release: () => void } {
  const file = join(dataDir, 'lock')
  const mine = `${process.pid} ${startTime(process.pid)}`
  for (let attempt = 0; attempt < 5; attempt += 1) {
    try {
      const fd = openSync(file, 'wx', 0o600)
      writeSync(fd, mine)
      closeSync(fd)
      return {
        release: () => {
          if (readOwner(file) === mine) rmSync(file, { force: true })
        },
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const owner = readOwner(file)
      const [pid = '', started = ''] = owner.split(' ')
      if (owner !== '' && startTime(Number(pid)) === started)
        throw new DataDirInUse(dataDir, Number(pid))
      rmSync(file, { force: true })
    }
  }
  throw new Error(`cannot lock ${dataDir}`)
}

function readOwner(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** Clock ticks since boot at which the process started; `?` where the system does not tell, `-` if it is gone. */
function startTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // Killed, and only waiting for its parent to notice.
    if (state === 'Z') return '-'
    return rest[18] ?? '?'
  } catch {
    try {
      process.kill(pid, 0)
      return '?'
    } catch {
      return '-'
    }
  }
}
