import { incidentTexts } from '../i18n/incidents.ts'
import type { Locale } from '../i18n/locale.ts'
import { formatMoment } from '../i18n/texts.ts'

type Hints = {
  incident: { title: string; text: string } | null
  works: readonly { title: string; endsAt: string | null }[]
}

/** What an acknowledgement says of a known fault and of works that are on, one paragraph each (3.4, R35). */
export function hintLines({ incident, works }: Hints, locale: Locale): string[] {
  const t = incidentTexts(locale)
  return [
    ...(incident ? [`${t.known(incident.title)} ${incident.text}`, t.willTell] : []),
    ...works.map(({ title, endsAt }) =>
      t.works(title, endsAt === null ? null : formatMoment(new Date(endsAt), locale)),
    ),
  ]
}
