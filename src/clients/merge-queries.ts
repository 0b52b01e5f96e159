import { and, desc, eq, inArray, isNull, ne, or, sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { client, clientContact, mergeRecord } from '../../db/schema/clients.ts'
import { contact, identity } from '../../db/schema/people.ts'
import type { Ctx } from '../context.ts'
import { normalisePhone } from '../people/phone.ts'
import { parseIinBin } from './iin-bin.ts'

/** Merges into a client, or into one of its people, that can be taken back. */
export async function mergesOf(db: Pick<Database, 'select'>, clientId: string) {
  const people = db
    .select({ id: clientContact.contactId })
    .from(clientContact)
    .where(eq(clientContact.clientId, clientId))
  return db
    .select({
      id: mergeRecord.id,
      kind: mergeRecord.kind,
      at: mergeRecord.createdAt,
      name: sql<string>`coalesce(${client.name}, ${contact.name})`,
    })
    .from(mergeRecord)
    .leftJoin(client, eq(client.id, mergeRecord.fromId))
    .leftJoin(contact, eq(contact.id, mergeRecord.fromId))
    .where(
      and(
        isNull(mergeRecord.undoneAt),
        or(eq(mergeRecord.intoId, clientId), inArray(mergeRecord.intoId, people)),
      ),
    )
    .orderBy(desc(mergeRecord.createdAt))
    .limit(20)
}

/** Persons that fit what an operator typed, except for one: IIN, address in full, or a piece of the name. */
export async function findPersons(ctx: Pick<Ctx, 'db' | 'vault'>, typed: string, except: string) {
  const text = typed.trim()
  if (text.length < 3) return []
  const number = parseIinBin(text, new Date(0))
  const address = text.includes('@') ? text.toLowerCase() : normalisePhone(text)
  const like = `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
  const chosen = number.ok
    ? inArray(contact.iinHash, ctx.vault.fingerprints(number.value))
    : address !== null && !/\p{L}/u.test(text.replace(/\S*@\S*/, ''))
      ? inArray(
          contact.id,
          ctx.db
            .select({ id: identity.contactId })
            .from(identity)
            .where(eq(identity.address, address)),
        )
      : sql`lower(${contact.name}) like ${like}`
  return ctx.db
    .select({ id: contact.id, name: contact.name })
    .from(contact)
    .where(and(chosen, isNull(contact.mergedIntoId), ne(contact.id, except)))
    .orderBy(contact.name, contact.id)
    .limit(20)
}
