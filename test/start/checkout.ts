import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, statSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'

export const root = join(import.meta.dirname, '..', '..')

/** The product in another folder, as a clone would lie there; the installed packages are shared by a link. */
export function copyProduct(folder: string, packages: 'linked' | 'own'): string {
  mkdirSync(folder, { recursive: true })
  for (const name of ['admin', 'bot', 'db', 'src', 'package.json']) {
    cpSync(join(root, name), join(folder, name), { recursive: true, preserveTimestamps: true })
  }
  const installed = join(root, 'node_modules')
  const here = join(folder, 'node_modules')
  if (packages === 'linked') symlinkSync(installed, here)
  else hardLink(installed, here)
  return folder
}

/** Costs no space on one file system; over a border between two it is a real copy. */
function hardLink(from: string, to: string): void {
  try {
    execFileSync('cp', ['-al', from, to], { stdio: 'ignore' })
  } catch {
    execFileSync('cp', ['-a', from, dirname(to)])
  }
}

/** Whether other accounts may go there. */
export function openToOthers(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false
    if (at === dirname(at)) return true
  }
}

export function closedFolder(path: string): string {
  mkdirSync(path)
  chmodSync(path, 0o700)
  return path
}
