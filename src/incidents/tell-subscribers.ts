import type { Transaction } from '../../db/client.ts'
import type { Ctx } from '../context.ts'
import { queueBroadcast } from '../delivery/broadcast.ts'
import type { Locale } from '../i18n/locale.ts'
import { statusTexts } from '../i18n/status.ts'
import { formatMoment } from '../i18n/texts.ts'
import type { Announcement } from './queries.ts'
import { subscribers } from './subscribers.ts'
import { textIn, titleIn } from './words.ts'

type Change = 'published' | 'move_end' | 'finish' | 'withdraw'

/** Tells everybody who has subscribed what is published or has changed (R79); `id` names this telling. */
export async function tellSubscribers(
  ctx: Ctx,
  tx: Transaction,
  one: Announcement,
  { id, change }: { id: string; change: Change },
): Promise<void> {
  const words = (locale: Locale) => announcementMessage(one, change, locale)
  await queueBroadcast(ctx, tx, {
    broadcastId: id,
    to: await subscribers(tx),
    words: { ru: words('ru'), kk: words('kk'), en: words('en') },
  })
}

/** Subject and text of a message about works or changed hours. Pure. */
export function announcementMessage(
  one: Announcement,
  change: Change,
  locale: Locale,
): { subject: string; text: string } {
  const t = statusTexts(locale)
  const subject = `${t.kinds[one.kind]}: ${titleIn(one, locale)}`
  if (change === 'withdraw') return { subject, text: t.withdrawn }
  if (change === 'finish') return { subject, text: t.finished }
  const end = one.endsAt === null ? t.endUnknown : t.until(formatMoment(one.endsAt, locale))
  const span = `${t.from(formatMoment(one.startsAt, locale))}, ${end}`
  return {
    subject,
    text: change === 'move_end' ? `${t.moved} ${span}.` : `${textIn(one, locale)}\n\n${span}.`,
  }
}
