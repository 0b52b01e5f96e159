import { inArray } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { client } from '../../db/schema/clients.ts'
import { contact } from '../../db/schema/people.ts'
import type { platformEvent } from '../../db/schema/platform.ts'
import type { Ctx } from '../context.ts'
import type { Vault } from '../vault.ts'

export type PlatformEventRow = typeof platformEvent.$inferSelect

/** What kense.app reads, by webhook and in the feed alike. */
export type PlatformEventView = {
  id: string
  type: string
  /** When it happened, ISO 8601. */
  timestamp: string
  /** Grows with every event of a client: what comes late must not undo what is newer. */
  sequence: string
  data: Record<string, unknown> & {
    client: { id: string; platformId: string | null; number: string | null; drill: boolean }
    /** The persons that the event names, by our id. */
    holders: Record<string, { iin: string | null }>
  }
}

/** Adds the numbers that lie encrypted, as they are now. */
export async function viewEvents(
  ctx: Pick<Ctx, 'db' | 'vault'>,
  rows: readonly PlatformEventRow[],
): Promise<PlatformEventView[]> {
  const clients = await clientsOf(
    ctx.db,
    rows.map((row) => row.clientId),
  )
  const iins = await iinsOf(ctx, rows.flatMap(holdersIn))
  return rows.map((row) => {
    const of = clients.get(row.clientId)
    if (!of) throw new Error('client of an event vanished')
    return {
      id: row.id,
      type: row.type,
      timestamp: row.createdAt.toISOString(),
      sequence: String(row.seq),
      data: {
        ...(row.data as Record<string, unknown>),
        client: {
          id: of.id,
          platformId: of.platformId,
          number: opened(ctx.vault, of.numberSealed, `client:${of.id}`),
          drill: of.drill,
        },
        holders: Object.fromEntries(
          holdersIn(row).map((id) => [id, { iin: iins.get(id) ?? null }]),
        ),
      },
    }
  })
}

async function clientsOf(db: Database, ids: string[]) {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({
      id: client.id,
      platformId: client.platformId,
      numberSealed: client.numberSealed,
      drill: client.drill,
    })
    .from(client)
    .where(inArray(client.id, [...new Set(ids)]))
  return new Map(rows.map((row) => [row.id, row]))
}

async function iinsOf(
  { db, vault }: Pick<Ctx, 'db' | 'vault'>,
  ids: string[],
): Promise<Map<string, string | null>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ id: contact.id, iinSealed: contact.iinSealed })
    .from(contact)
    .where(inArray(contact.id, [...new Set(ids)]))
  return new Map(rows.map((row) => [row.id, opened(vault, row.iinSealed, `contact:${row.id}`)]))
}

/** Events name holders of certificates by our id, on top or within the list of suspensions. */
function holdersIn(row: PlatformEventRow): string[] {
  const data = row.data as { holderId?: unknown; suspensions?: { holderId?: unknown }[] }
  const named = [data.holderId, ...(data.suspensions ?? []).map((one) => one.holderId)]
  return [...new Set(named.filter((id) => typeof id === 'string'))]
}

function opened(vault: Vault, sealed: string | null, place: string): string | null {
  return sealed === null ? null : vault.open(sealed, place)
}
