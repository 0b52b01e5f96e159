import { and, asc, eq, gt, isNotNull } from 'drizzle-orm'
import { client } from '../../db/schema/clients.ts'
import { contact, staffTotp } from '../../db/schema/people.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'
import { sealedIin, sealedNumber } from './client-number.ts'
import { openNumber } from './edit-client.ts'

const batch = 1000
const zero = '00000000-0000-0000-0000-000000000000'

/**
 * Seals with the current `SECRET_KEY` what an earlier one has sealed, a batch at a time beside normal work.
 * Afterwards `SECRET_KEY_PREVIOUS` may go. Run again, it finds nothing to do.
 */
export async function rotateKey(ctx: Ctx): Promise<{ clients: number; contacts: number }> {
  requireSystem(ctx)
  await rotateTotp(ctx)
  const done = { clients: 0, contacts: 0 }
  let after = zero
  for (;;) {
    const last = await inTx(ctx, async (tx) => {
      const rows = await tx
        .select()
        .from(client)
        .where(gt(client.id, after))
        .orderBy(asc(client.id))
        .limit(batch)
        .for('update')
      for (const row of rows) {
        if (row.numberSealed === null || ctx.vault.isCurrent(row.numberSealed)) continue
        const set = sealedNumber(ctx, row.id, openNumber(ctx, row))
        await tx.update(client).set(set).where(eq(client.id, row.id))
        done.clients += 1
      }
      return rows.at(-1)?.id
    })
    if (last === undefined) break
    after = last
  }
  after = zero
  for (;;) {
    const last = await inTx(ctx, async (tx) => {
      const rows = await tx
        .select({ id: contact.id, iinSealed: contact.iinSealed })
        .from(contact)
        .where(and(gt(contact.id, after), isNotNull(contact.iinSealed)))
        .orderBy(asc(contact.id))
        .limit(batch)
        .for('update')
      for (const { id, iinSealed } of rows) {
        if (iinSealed === null || ctx.vault.isCurrent(iinSealed)) continue
        const set = sealedIin(ctx, id, ctx.vault.open(iinSealed, `contact:${id}`))
        await tx.update(contact).set(set).where(eq(contact.id, id))
        done.contacts += 1
      }
      return rows.at(-1)?.id
    })
    if (last === undefined) break
    after = last
  }
  return done
}

/** The shared secrets of staff's authenticator apps: few enough for one transaction. */
async function rotateTotp(ctx: Ctx): Promise<void> {
  await inTx(ctx, async (tx) => {
    const rows = await tx.select().from(staffTotp).orderBy(asc(staffTotp.staffId)).for('update')
    for (const { staffId, secretSealed } of rows) {
      if (ctx.vault.isCurrent(secretSealed)) continue
      const place = `totp:${staffId}`
      await tx
        .update(staffTotp)
        .set({ secretSealed: ctx.vault.seal(ctx.vault.open(secretSealed, place), place) })
        .where(eq(staffTotp.staffId, staffId))
    }
  })
}
