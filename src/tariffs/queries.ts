import { and, asc, count, desc, eq, isNull, lt, sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { suspension } from '../../db/schema/access.ts'
import { documentType, product, tariff } from '../../db/schema/catalogue.ts'
import { client } from '../../db/schema/clients.ts'
import { payment, promotion, subscription } from '../../db/schema/tariffs.ts'
import { localDate } from '../sla/astana-time.ts'
import type { Promotion } from './save-promotion.ts'
import type { Payment, Subscription } from './subscription.ts'
import { type TariffVersion, versionInForce } from './versions.ts'

type Reader = Pick<Database, 'select'>

/** What a tariff may be limited to, each in its order. */
export async function tariffScopes(db: Reader) {
  return {
    products: await db.select().from(product).orderBy(asc(product.position)),
    documentTypes: await db.select().from(documentType).orderBy(asc(documentType.position)),
  }
}

export type TariffLine = {
  code: string
  /** In force now; the first to come when none is yet. */
  shown: TariffVersion
  inForce: boolean
  /** Takes effect later. */
  planned: TariffVersion | null
  clients: number
}

/** Every tariff of the catalogue, cancelled ones last. */
export async function tariffList(db: Reader, at: Date): Promise<TariffLine[]> {
  const rows = await db.select().from(tariff).orderBy(asc(tariff.code), asc(tariff.version))
  const counts = await db
    .select({ code: subscription.tariffCode, clients: count() })
    .from(subscription)
    .where(isNull(subscription.endedAt))
    .groupBy(subscription.tariffCode)
  const clients = new Map(counts.map((row) => [row.code, row.clients]))
  return [...Map.groupBy(rows, (row) => row.code)]
    .flatMap(([code, versions]) => {
      const now = versionInForce(versions, at)
      const planned = versions
        .filter((one) => one.effectiveAt > at)
        .toSorted((a, b) => a.effectiveAt.getTime() - b.effectiveAt.getTime())
      const shown = now ?? planned[0]
      if (!shown) return []
      return {
        code,
        shown,
        inForce: now !== null,
        planned: (now === null ? planned[1] : planned[0]) ?? null,
        clients: clients.get(code) ?? 0,
      }
    })
    .toSorted((a, b) => Number(a.shown.cancelled) - Number(b.shown.cancelled))
}

/** All versions of a tariff, newest first. */
export async function tariffVersions(db: Reader, code: string): Promise<TariffVersion[]> {
  return db.select().from(tariff).where(eq(tariff.code, code)).orderBy(desc(tariff.version))
}

export async function promotionList(db: Reader): Promise<Promotion[]> {
  return db.select().from(promotion).orderBy(desc(promotion.endsAt), desc(promotion.createdAt))
}

/** Clients whose paid time is over, the oldest debt first: the list that staff work off (5.3.9). */
export async function expiredClients(db: Reader, at: Date, limit = 100) {
  return db
    .select({
      clientId: client.id,
      name: client.name,
      tariffCode: subscription.tariffCode,
      paidUntil: sql<string>`${subscription.paidUntil}`,
      closed: sql<boolean>`${suspension.id} is not null`,
    })
    .from(subscription)
    .innerJoin(client, eq(client.id, subscription.clientId))
    .leftJoin(
      suspension,
      and(
        eq(suspension.clientId, client.id),
        eq(suspension.reason, 'tariff_expired'),
        isNull(suspension.liftedAt),
      ),
    )
    .where(and(isNull(subscription.endedAt), lt(subscription.paidUntil, localDate(at))))
    .orderBy(asc(subscription.paidUntil), asc(subscription.id))
    .limit(limit)
}

export type ClientTariffs = {
  subscriptions: (Subscription & { tariff: TariffVersion })[]
  payments: Payment[]
}

/** What a client is and was on, and what he paid, newest first. */
export async function tariffsOfClient(db: Reader, clientId: string): Promise<ClientTariffs> {
  const rows = await db
    .select({ subscription, tariff })
    .from(subscription)
    .innerJoin(
      tariff,
      and(eq(tariff.code, subscription.tariffCode), eq(tariff.version, subscription.tariffVersion)),
    )
    .where(eq(subscription.clientId, clientId))
    .orderBy(desc(subscription.createdAt), desc(subscription.id))
  const payments = await db
    .select()
    .from(payment)
    .where(eq(payment.clientId, clientId))
    .orderBy(desc(payment.recordedAt), desc(payment.id))
    .limit(100)
  return {
    subscriptions: rows.map((row) => ({ ...row.subscription, tariff: row.tariff })),
    payments,
  }
}
