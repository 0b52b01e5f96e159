import { type SQL, sql } from 'drizzle-orm'
import { nameWords } from '../../db/schema/columns.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { beginnings } from '../text/beginnings.ts'
import { findTicketNumbers, isValidTicketNumber } from './ticket-number.ts'

/**
 * What an operator types into the search box: a ticket's ID however written, an address or telephone
 * number of the requester, or words of the subject and of the conversation.
 */
export function searchCondition(typed: string): SQL {
  const numbers = typedNumbers(typed)
  if (numbers.length > 0) return sql`${ticket.number} in ${numbers}`
  const like = `%${typed.replace(/[\\%_]/g, '\\$&')}%`
  const words = prefixQuery(typed)
  const names = beginnings(typed)
  // One set of ids, not alternatives: so each part may use its own index.
  return sql`${ticket.id} in (
    select t.id from ticket t where t.subject ilike ${like}
    union select t.id from ticket t where t.requester_id in (
      select i.contact_id from identity i where i.address = ${typed.toLowerCase()}
      ${
        names === ''
          ? sql``
          : sql`union select c.id from contact c where ${nameWords(sql`c.name`)} @@ ${names}::tsquery`
      }
      ${phoneQuery(typed)}
    )
    ${
      words === ''
        ? sql``
        : sql`union select m.ticket_id from message m
            where to_tsvector('russian', m.body) @@ to_tsquery('russian', ${words})`
    }
  )`
}

function typedNumbers(typed: string): string[] {
  const digits = typed.replace(/[\s-]/g, '')
  return isValidTicketNumber(digits) ? [digits] : findTicketNumbers(typed).found
}

function phoneQuery(typed: string): SQL {
  const digits = typed.replace(/\D/g, '')
  if (digits.length < 7 || /\p{L}/u.test(typed)) return sql``
  return sql`union select i.contact_id from identity i
    where i.channel = 'phone' and i.address like ${`%${digits.slice(-10)}`}`
}

/** Every word must occur, the last ones as they are typed so far. */
function prefixQuery(typed: string): string {
  const words = typed.match(/[\p{L}\p{N}]{2,40}/gu) ?? []
  return words
    .slice(0, 8)
    .map((word) => `${word}:*`)
    .join(' & ')
}
