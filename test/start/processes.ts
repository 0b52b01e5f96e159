import { readdirSync, readFileSync } from 'node:fs'

export type Process = { pid: number; started: string; name: string }

/** What Linux tells about a process; null when it is gone or waits only to be collected. */
function look(pid: number): (Process & { parent: number }) | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z') return null
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
    return { pid, started: fields[19] ?? '', name, parent: Number(fields[1]) }
  } catch {
    return null
  }
}

/** The process and everything below it. */
export function familyOf(pid: number): Process[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => look(Number(name)))
    .filter((process) => process !== null)
  const family = new Set([pid])
  for (let grown = -1; grown !== family.size; ) {
    grown = family.size
    for (const { pid: child, parent } of all) if (family.has(parent)) family.add(child)
  }
  return all.filter((process) => family.has(process.pid))
}

/** Which of them still run; a number given to another program meanwhile does not count. */
export function stillRunning(family: readonly Process[]): Process[] {
  return family.filter(({ pid, started }) => look(pid)?.started === started)
}
