import type { CalendarException } from './calendar.ts'

type Name = { ru: string; kk: string; en: string }
type Holiday = { day: string; name: Name; since?: number; until?: number }

/** Law of 13.12.2001 No. 267-II as amended; Constitution Day was not kept in 2026. */
const holidays: Holiday[] = [
  ...['01-01', '01-02'].map((day) => ({
    day,
    name: { ru: 'Новый год', kk: 'Жаңа жыл', en: 'New Year' },
  })),
  {
    day: '03-08',
    name: {
      ru: 'Международный женский день',
      kk: 'Халықаралық әйелдер күні',
      en: "International Women's Day",
    },
  },
  { day: '03-15', since: 2027, name: constitutionDay() },
  ...['03-21', '03-22', '03-23'].map((day) => ({
    day,
    name: { ru: 'Наурыз мейрамы', kk: 'Наурыз мейрамы', en: 'Nauryz' },
  })),
  {
    day: '05-01',
    name: {
      ru: 'Праздник единства народа Казахстана',
      kk: 'Қазақстан халқының бірлігі мерекесі',
      en: 'Unity of the People of Kazakhstan',
    },
  },
  {
    day: '05-07',
    name: {
      ru: 'День защитника Отечества',
      kk: 'Отан қорғаушы күні',
      en: 'Defender of the Fatherland Day',
    },
  },
  { day: '05-09', name: { ru: 'День Победы', kk: 'Жеңіс күні', en: 'Victory Day' } },
  { day: '07-06', name: { ru: 'День столицы', kk: 'Астана күні', en: 'Capital Day' } },
  { day: '08-30', until: 2025, name: constitutionDay() },
  { day: '10-25', name: { ru: 'День Республики', kk: 'Республика күні', en: 'Republic Day' } },
  {
    day: '12-16',
    name: { ru: 'День Независимости', kk: 'Тәуелсіздік күні', en: 'Independence Day' },
  },
]

/** First day of Kurban Ait; fixed by the muftiate, foreseen here by the Umm al-Qura calendar. */
export const kurbanAit: Readonly<Record<number, string>> = {
  2022: '07-09',
  2023: '06-28',
  2024: '06-16',
  2025: '06-06',
  2026: '05-27',
  2027: '05-16',
  2028: '05-05',
  2029: '04-24',
  2030: '04-13',
  2031: '04-02',
  2032: '03-22',
  2033: '03-12',
  2034: '03-01',
  2035: '02-19',
  2036: '02-08',
  2037: '01-27',
  2038: '01-16',
}

/** A day off moved by order of the labour authority: `from` is worked, `to` is off. */
export type OrderedMove = { from: string; to: string }

/** Labour Code 85(3): orders in force for the years 2022–2025. */
const orderedMoves: OrderedMove[] = [
  { from: '2022-03-05', to: '2022-03-07' },
  { from: '2022-08-27', to: '2022-08-29' },
  { from: '2022-10-22', to: '2022-10-24' },
  { from: '2023-07-01', to: '2023-07-07' },
  { from: '2024-05-04', to: '2024-05-08' },
  { from: '2025-01-05', to: '2025-01-03' },
]

/** Years that `generateYear` knows the law for. */
export const generatedYears = { first: 2022, last: 2038 }

/**
 * Days off of a year by the rule of the law: fixed holidays, Christmas and Kurban Ait (never
 * transferred, Labour Code 84(5)), and for each holiday on a Saturday or Sunday the next working
 * day after it, one after another (Law 267-II, art. 5). Sorted by date.
 * @throws RangeError outside `generatedYears`
 */
export function generateYear(
  year: number,
  moves: readonly OrderedMove[] = orderedMoves,
  kurban: Readonly<Record<number, string>> = kurbanAit,
): CalendarException[] {
  const kurbanDay = kurban[year]
  if (year < generatedYears.first || kurbanDay === undefined)
    throw new RangeError(`the rule of holidays is not known for the year ${year}`)
  const days = new Map<string, CalendarException>()
  const put = (date: string, kind: CalendarException['kind'], name: Name) =>
    days.set(date, { date, kind, name })

  put(`${year}-${kurbanDay}`, 'dayoff', {
    ru: 'Курбан айт (1-й день)',
    kk: 'Құрбан айт (1-күні)',
    en: 'Kurban Ait (first day)',
  })
  put(`${year}-01-07`, 'dayoff', {
    ru: 'Православное Рождество',
    kk: 'Православиелік Рождество',
    en: 'Orthodox Christmas',
  })
  const inForce = holidays.filter((h) => (h.since ?? 0) <= year && year <= (h.until ?? Infinity))
  for (const h of inForce) put(`${year}-${h.day}`, 'holiday', h.name)
  const yearMoves = moves.filter(
    (m) => m.from.startsWith(`${year}-`) || m.to.startsWith(`${year}-`),
  )
  for (const m of yearMoves) {
    if (m.from.startsWith(`${year}-`)) put(m.from, 'workday', movedFrom(m.to))
    if (m.to.startsWith(`${year}-`)) put(m.to, 'order', movedFrom(m.from))
  }

  for (const h of inForce) {
    const date = `${year}-${h.day}`
    if (!isWeekend(date)) continue
    let next = nextDate(date)
    while (isWeekend(next) || days.has(next)) next = nextDate(next)
    put(next, 'transfer', {
      ru: `за ${date} (${h.name.ru})`,
      kk: `${date} орнына (${h.name.kk})`,
      en: `for ${date} (${h.name.en})`,
    })
  }
  return [...days.values()].sort((a, b) => (a.date < b.date ? -1 : 1))
}

function constitutionDay(): Name {
  return {
    ru: 'День Конституции',
    kk: 'Қазақстан Республикасының Конституциясы күні',
    en: 'Constitution Day',
  }
}

function movedFrom(date: string): Name {
  return { ru: `перенос: ${date}`, kk: `ауыстыру: ${date}`, en: `moved: ${date}` }
}

function isWeekend(date: string): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay()
  return weekday === 0 || weekday === 6
}

function nextDate(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}
