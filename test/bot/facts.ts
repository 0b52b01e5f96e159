import { expect } from 'vitest'
import type { Scene } from './transcript.ts'

type Row = Record<string, unknown>

/**
 * `db: {A} resolved messages=2`: the ticket's status, then facts by name. Without a number the line speaks
 * of the newest ticket; `db: tickets=2` counts.
 */
export async function databaseLines(scene: Scene, words: string): Promise<void> {
  const [first = '', ...rest] = words.match(/[^\s=]+="[^"]*"|\S+/g) ?? []
  const letter = /^\{([A-Z])\}$/.exec(first)?.[1]
  const number = letter === undefined ? null : (scene.numbers.get(letter) ?? null)
  const row = await ticketRow(scene, number)
  for (const said of letter === undefined ? [first, ...rest] : rest) {
    const [name = '', value] = said.split(/=(.*)/s)
    const expected = value === undefined ? name : value.replace(/^"|"$/g, '')
    const fact = value === undefined ? row.status : await factOf(scene, name, row)
    expect(`${name}: ${String(fact)}`, words).toBe(`${name}: ${expected}`)
  }
}

export async function newestTicket(scene: Scene): Promise<{ id: string }> {
  return (await ticketRow(scene, null)) as { id: string }
}

async function ticketRow({ desk, userId }: Scene, number: string | null): Promise<Row> {
  const [row] = await desk.sql<Row[]>`
    select t.* from ticket t join identity i on i.contact_id = t.requester_id
    where i.channel = 'telegram' and i.address = ${String(userId)}
      and (${number}::text is null or t.number = ${number})
    order by t.id desc limit 1`
  return row ?? {}
}

async function factOf({ desk, userId }: Scene, name: string, row: Row): Promise<unknown> {
  const id = String(row.id)
  const { sql } = desk
  const one = async (query: Promise<Row[]>) => (await query)[0]?.value ?? null
  switch (name) {
    case 'tickets':
      return one(sql<Row[]>`
        select count(*)::int as value from ticket t join identity i on i.contact_id = t.requester_id
        where i.channel = 'telegram' and i.address = ${String(userId)}`)
    case 'messages':
      return one(sql<Row[]>`
        select count(*)::int as value from message where ticket_id = ${id} and author = 'client'`)
    case 'text':
      return one(sql<Row[]>`
        select string_agg(body, ' / ' order by created_at, id) as value from message
        where ticket_id = ${id} and author = 'client'`)
    case 'versions':
      return one(sql<Row[]>`
        select count(*)::int as value from message_version v join message m on m.id = v.message_id
        where m.ticket_id = ${id}`)
    case 'files':
      return one(sql<Row[]>`
        select count(*)::int as value from attachment a join message m on m.id = a.message_id
        where m.ticket_id = ${id}`)
    case 'verdicts':
      return one(sql<Row[]>`
        select string_agg(a.verdict, ',' order by a.id) as value from attachment a
        join message m on m.id = a.message_id where m.ticket_id = ${id}`)
    case 'rating':
      return one(sql<Row[]>`
        select score::text || case comment when '' then '' else ' ' || comment end as value
        from rating where ticket_id = ${id} order by cycle desc limit 1`)
    case 'original':
      return one(sql<Row[]>`
        select coalesce(raw->'message'->>'text', raw->'edited_message'->>'text') as value from inbound
        where external_key like ${`${userId}:%`} order by received_at desc, id desc limit 1`)
    case 'facts':
      return one(sql<Row[]>`
        select string_agg(key || ':' || coalesce(answer, '-'), ',' order by asked_at, key) as value
        from ticket_fact where ticket_id = ${id}`)
    case 'offers':
      return one(sql<Row[]>`
        select string_agg(distinct outcome, ',') as value from faq_offer where ticket_id = ${id}`)
    case 'case':
      return one(sql<Row[]>`select state as value from compromise_case where ticket_id = ${id}`)
    case 'cause':
      return one(sql<Row[]>`
        select cause as value from compromise_report where ticket_id = ${id}
        order by created_at, id limit 1`)
    case 'assurance':
      return one(sql<Row[]>`
        select assurance as value from identity where channel = 'telegram' and address = ${String(userId)}`)
    case 'audited':
      return one(sql<Row[]>`
        select action as value from audit_event where chain = ${`ticket:${id}`} order by seq desc limit 1`)
    case 'links':
      return one(sql<Row[]>`
        select count(*)::int as value from ticket_link where from_id = ${id} or to_id = ${id}`)
    case 'seen':
      return [...desk.telegram.world.reactions(userId, lastOwnMessage(desk, userId)).values()]
        .flat()
        .map((one) => (one.type === 'emoji' ? one.emoji : ''))
        .join('')
    default:
      return row[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)]
  }
}

function lastOwnMessage({ telegram }: Scene['desk'], userId: number): number {
  return telegram.world.history(userId).findLast(({ from }) => from?.id === userId)?.message_id ?? 0
}
