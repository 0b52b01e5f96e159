import { panelRu } from '../../src/i18n/panel.ru.ts'
import { localDate, localTime } from '../../src/sla/astana-time.ts'

const words = panelRu.time
const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
const relative = new Intl.RelativeTimeFormat('ru', { numeric: 'always', style: 'short' })
const dayMonth = new Intl.DateTimeFormat('ru', {
  timeZone: 'Asia/Almaty',
  day: 'numeric',
  month: 'short',
})
const full = new Intl.DateTimeFormat('ru', {
  timeZone: 'Asia/Almaty',
  weekday: 'short',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
})

/** `через 3 ч`, `5 мин назад`: calendar time, coarse. */
export function relativeTime(at: Date, now: Date): string {
  const ms = at.getTime() - now.getTime()
  const size = Math.abs(ms)
  if (size < minuteMs) return words.now
  if (size < 60 * minuteMs) return relative.format(Math.trunc(ms / minuteMs), 'minute')
  if (size < dayMs) return relative.format(Math.trunc(ms / (60 * minuteMs)), 'hour')
  return relative.format(Math.trunc(ms / dayMs), 'day')
}

/** `сегодня 16:30`, `завтра 10:00`, `26 нояб. 18:00` in Astana. */
export function shortTime(at: Date, now: Date): string {
  const time = localTime(at).slice(0, 5)
  const date = localDate(at)
  const named = [
    [words.today, 0],
    [words.tomorrow, 1],
    [words.yesterday, -1],
  ] as const
  for (const [word, days] of named) {
    if (date === localDate(new Date(now.getTime() + days * dayMs))) return `${word} ${time}`
  }
  return `${dayMonth.format(at)} ${time}`
}

export function fullTime(at: Date): string {
  return `${full.format(at)}, ${words.astana}`
}

/** A moment as people say it, exact on hover; the script keeps `data-relative` ones fresh. */
export function When(props: { at: Date; now: Date; relative?: boolean }) {
  return props.relative ? (
    <time dateTime={props.at.toISOString()} title={fullTime(props.at)} data-relative="">
      {relativeTime(props.at, props.now)}
    </time>
  ) : (
    <time dateTime={props.at.toISOString()} title={fullTime(props.at)}>
      {shortTime(props.at, props.now)}
    </time>
  )
}

export type DueState = 'none' | 'calm' | 'soon' | 'late' | 'paused'

/** How urgent a limit is: late, within the hour, or calm; it stands still while others are awaited. */
export function dueState(ticket: { dueAt: Date | null; status: string }, now: Date): DueState {
  if (ticket.dueAt === null) return 'none'
  if (ticket.status === 'waiting_for_client' || ticket.status === 'support_suspended')
    return 'paused'
  const leftMs = ticket.dueAt.getTime() - now.getTime()
  return leftMs < 0 ? 'late' : leftMs < 60 * minuteMs ? 'soon' : 'calm'
}
