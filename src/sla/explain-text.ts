import type { Locale } from '../i18n/locale.ts'
import { slaEn } from '../i18n/sla.en.ts'
import { slaKk } from '../i18n/sla.kk.ts'
import { type SlaTexts, slaRu } from '../i18n/sla.ru.ts'
import { localDate, localTime, localWeekday } from './astana-time.ts'
import type { ExplainedInterval, Explanation } from './explain.ts'
import type { SlaLimit } from './policy.ts'

const catalogues: Record<Locale, SlaTexts> = { ru: slaRu, kk: slaKk, en: slaEn }

/** The explanation of a limit as lines of plain text. */
export function explanationText(e: Explanation, locale: Locale): string {
  const t = catalogues[locale]
  const at = (iso: string) => dateTime(iso, e.zone, locale, t)
  const length = (limit: SlaLimit) =>
    limit.unit === 'hours' ? t.hours(limit.value) : t.days(limit.value)
  const lines = [
    `${t.received(at(e.startedAt))} (${t.zone})`,
    ...(e.cycle > 1 ? [t.cycle(e.cycle)] : []),
    t.rule(t.priority[e.priority], length(e.rule.target), length(e.rule.deadline)),
  ]
  if (e.rule.dayRule === 'end_of_nth_day') lines.push(t.dayRules.end_of_nth_day)
  if (e.rule.dayRule === 'hours_per_day') lines.push(t.dayRules.hours_per_day(e.rule.hoursPerDay))
  lines.push(t.versions(e.policyVersion, e.calendarVersion), t.intervals)
  for (const i of e.intervals) {
    const when = span(i.from, i.to, e.zone, locale, t)
    lines.push(`  ${when} – ${duration(i.workingMs, t)}, ${labelOf(i, t)}`)
  }
  if (e.exceptions.length > 0) lines.push(t.daysOff)
  for (const day of e.exceptions) {
    const name = day.name[locale] || day.name.ru
    const worked = day.kind === 'workday' ? ` (${t.workedDay})` : ''
    lines.push(`  ${dateText(day.date, locale)} – ${name}${worked}`)
  }
  lines.push(t.totals(duration(e.netMs, t), duration(e.pausedMs, t)))
  lines.push(t.target(at(e.target)), t.due(at(e.due)))
  if (e.state === 'paused') lines.push(t.pausedNow)
  if (e.breachedAt !== null) lines.push(t.breached(at(e.breachedAt)))
  if (e.stoppedAt !== null) lines.push(t.stopped(at(e.stoppedAt)))
  return lines.join('\n')
}

function labelOf(i: ExplainedInterval, t: SlaTexts): string {
  if (i.kind === 'overdue') return t.overdue
  if (i.reason !== null) return t.pause[i.reason]
  if (i.workingDay === null) return t.counted
  return i.workingDay === 0 ? t.dayOfReceipt : t.workingDay(i.workingDay)
}

/** `23.11.2026` in Russian and Kazakh, `2026-11-23` in English. */
function dateText(date: string, locale: Locale): string {
  return locale === 'en' ? date : date.split('-').reverse().join('.')
}

function dateTime(iso: string, zone: string, locale: Locale, t: SlaTexts): string {
  const at = new Date(iso)
  const weekday = t.weekdays[localWeekday(at, zone) - 1] ?? ''
  return `${dateText(localDate(at, zone), locale)} ${weekday} ${localTime(at, zone)}`
}

function span(from: string, to: string, zone: string, locale: Locale, t: SlaTexts): string {
  const start = new Date(from)
  const end = new Date(to)
  const sameDay = localDate(start, zone) === localDate(end, zone)
  const until = sameDay ? localTime(end, zone) : dateTime(to, zone, locale, t)
  return `${dateTime(from, zone, locale, t)}${sameDay ? '–' : ' – '}${until}`
}

function duration(ms: number, t: SlaTexts): string {
  const seconds = Math.floor(ms / 1000)
  return t.duration(Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60)
}
