import { type SQL, sql } from 'drizzle-orm'
import { nameWords } from '../../db/schema/columns.ts'
import type { Ctx } from '../context.ts'
import { normalisePhone } from '../people/phone.ts'
import { beginnings } from '../text/beginnings.ts'
import { findTicketNumbers, isValidTicketNumber } from '../tickets/ticket-number.ts'
import { parseIinBin } from './iin-bin.ts'

/**
 * Clients that fit what an operator typed: IIN or BIN, telephone, e-mail, ticket, or a piece of a name. Each
 * way uses an index of its own; a number typed in full is looked up by its hash.
 */
export async function searchClientIds(
  ctx: Pick<Ctx, 'db' | 'vault'>,
  typed: string,
  limit: number,
): Promise<string[]> {
  const rows = await ctx.db.transaction(async (tx) => {
    // For a limit the planner hopes to come upon a name early, and reads every client where there is none.
    await tx.execute(sql`select set_config('enable_seqscan', 'off', true),
      set_config('plan_cache_mode', 'force_custom_plan', true)`)
    return tx.execute<{ id: string }>(
      sql`select distinct found.id from (${ways(ctx, typed, limit)}) found
          join client c on c.id = found.id and c.merged_into_id is null limit ${limit}`,
    )
  })
  return rows.map(({ id }) => id)
}

function ways(ctx: Pick<Ctx, 'vault'>, typed: string, limit: number): SQL {
  const number = parseIinBin(typed, new Date(0))
  if (number.ok) {
    const hashes = ctx.vault.fingerprints(number.value)
    return sql`select id from client where number_hash in ${hashes} and merged_into_id is null
      union all select cc.client_id from contact p join client_contact cc on cc.contact_id = p.id
        where p.iin_hash in ${hashes} and p.merged_into_id is null`
  }
  const digits = typed.replace(/[\s-]/g, '')
  const tickets = isValidTicketNumber(digits) ? [digits] : findTicketNumbers(typed).found
  if (tickets.length > 0) {
    return sql`select cc.client_id as id from ticket t
      join client_contact cc on cc.contact_id = t.requester_id where t.number in ${tickets}`
  }
  if (typed.includes('@')) return byAddress('email', typed.toLowerCase())
  const phone = /\p{L}/u.test(typed) ? null : normalisePhone(typed)
  if (phone !== null) return byAddress('phone', phone)
  const words = beginnings(typed)
  if (words === '') return sql`select null::uuid as id where false`
  return sql`(select id from client where ${nameWords(sql`name`)} @@ ${words}::tsquery
      and merged_into_id is null limit ${limit})
    union all (select cc.client_id from contact p join client_contact cc on cc.contact_id = p.id
      where ${nameWords(sql`p.name`)} @@ ${words}::tsquery limit ${limit})`
}

/** What a client is trusted at or has been, and what its people write from. */
function byAddress(channel: 'phone' | 'email', address: string): SQL {
  return sql`select client_id as id from trusted_contact
      where channel = ${channel} and address = ${address} and until is null
    union all select cc.client_id from identity i join client_contact cc on cc.contact_id = i.contact_id
      where i.channel = ${channel} and i.address = ${address}`
}
