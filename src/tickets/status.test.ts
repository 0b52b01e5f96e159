import { expect, test } from 'vitest'
import { ticketStatuses } from '../../db/schema/tickets.ts'
import { nextStatus, reopens, type TicketEvent, type TicketStatus } from './status.ts'

const order = [
  'registered',
  'in_progress',
  'waiting_for_client',
  'in_development',
  'support_suspended',
  'resolved',
  'closed',
  'refused',
  'merged',
] as const satisfies readonly TicketStatus[]

/**
 * Annex 1 as a table: a row is an event, its columns the statuses above, a cell the status after it.
 * r, p, w, d, s open; x resolved, c closed, f refused, m merged; a dot where the event cannot happen.
 */
const table: Record<TicketEvent, string> = {
  client_wrote: 'rppdpppp.',
  client_thanked: 'rpwdsxcf.',
  client_reopened: '.....ppp.',
  staff_reopened: '.....ppp.',
  client_helped: 'xxxxx....',
  words_moved_away: 'rwwdsxcf.',
  taken: 'ppwds....',
  answered: 'ppwdsxcf.',
  question_sent: 'wwwww....',
  sent_to_development: 'ddddd....',
  support_suspended: 'ssss.....',
  refused: 'fffff....',
  resolved: 'xxxxx....',
  closed: 'cccccc.c.',
  merged: 'mmmmm....',
}
const letters = 'rpwdsxcfm'

test('every status there is stands in the table', () => {
  expect([...order]).toEqual([...ticketStatuses])
})

test.each(Object.entries(table) as [TicketEvent, string][])('%s', (event, row) => {
  const after = order.map((status) => {
    const next = nextStatus(status, event)
    return next === null ? '.' : letters[order.indexOf(next)]
  })
  expect(after.join('')).toBe(row)
})

test('a new cycle begins only where an ended ticket opens again', () => {
  const ended = ['resolved', 'closed', 'refused']
  const open = order.slice(0, 5) as readonly string[]
  for (const from of order) {
    for (const to of order) {
      expect([from, to, reopens(from, to)]).toEqual([
        from,
        to,
        ended.includes(from) && open.includes(to),
      ])
    }
  }
})
