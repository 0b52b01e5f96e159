import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { auditRu } from './panel.audit.ru.ts'

const src = new URL('..', import.meta.url)

/** Actions written out next to the chain of a ticket; those of a status are held by the type. */
function actionsOfTickets(): string[] {
  const found = new Set<string>()
  for (const name of readdirSync(src, { recursive: true, encoding: 'utf8' })) {
    if (!/(?<!\.test)\.ts$/.test(name)) continue
    const text = readFileSync(new URL(name, src), 'utf8')
    for (const [, said] of text.matchAll(/chain: `ticket:[^`]*`,\s+action: ([^\n}]*)/g))
      for (const [, action] of said?.matchAll(/'([^']+)'/g) ?? []) found.add(action ?? '')
  }
  return [...found]
}

test('every event in the history of a ticket has a name', () => {
  const actions = actionsOfTickets()
  expect(actions.length).toBeGreaterThan(20)
  expect(actions.filter((action) => !Object.hasOwn(auditRu.audit, action))).toEqual([])
})
