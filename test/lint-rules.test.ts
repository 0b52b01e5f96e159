import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

// Who may import whom is a rule of lint. A tree of probes, one import each, is judged by our own rules.
const root = join(import.meta.dirname, '..')

const forbidden = [
  ['db/a.ts', '../src/errors.ts'],
  ['src/b.ts', '../bot/views.ts'],
  ['src/main.ts', '../admin/app.tsx'],
  ['src/tickets/c.ts', '../../admin/app.tsx'],
  ['src/d.ts', '../test/harness.ts'],
  ['src/sla/e.ts', '../tickets/find-own-ticket.ts'],
  ['bot/g.ts', '../db/client.ts'],
  ['bot/h.ts', 'drizzle-orm'],
  ['bot/customer/i.ts', '../../admin/app.tsx'],
  ['admin/j.ts', '../db/client.ts'],
  ['admin/tickets/k.tsx', 'drizzle-orm/pg-core'],
  ['admin/l.ts', '../bot/views.ts'],
] as const

const allowed = [
  ['src/start-desk.ts', '../bot/views.ts'],
  ['src/m.ts', '../db/client.ts'],
  ['src/email/n.ts', './find-thread.ts'],
  ['src/sla/o.ts', '../tickets/load-ticket.ts'],
  ['bot/p.ts', '../src/errors.ts'],
  ['admin/q.ts', '../src/errors.ts'],
] as const

test('imports over a border are errors of lint, and only those', () => {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'kense-lint-')))
  try {
    copyFileSync(join(root, 'biome.json'), join(dir, 'biome.json'))
    for (const [file, target] of [...forbidden, ...allowed]) {
      mkdirSync(dirname(join(dir, file)), { recursive: true })
      writeFileSync(join(dir, file), `import '${target}'\n`)
    }
    const { stdout } = spawnSync(
      join(root, 'node_modules/.bin/biome'),
      ['lint', '--only=style/noRestrictedImports', '--reporter=github', '--vcs-enabled=false', '.'],
      { cwd: dir, encoding: 'utf8' },
    )
    const complained = [...stdout.matchAll(/^::error title=lint\/style.*?file=(?:\.\/)?([^,]+),/gm)]
    expect(complained.map(([, file = '']) => relative(dir, resolve(dir, file))).toSorted()).toEqual(
      forbidden.map(([file]) => file).toSorted(),
    )
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
})
