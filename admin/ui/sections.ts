import type { StaffRole } from '../../src/context.ts'
import { abuseRu } from '../../src/i18n/panel.abuse.ru.ts'
import { accessRu } from '../../src/i18n/panel.access.ru.ts'
import { incidentsRu } from '../../src/i18n/panel.incidents.ru.ts'
import { platformRu } from '../../src/i18n/panel.platform.ru.ts'
import { quarantineRu } from '../../src/i18n/panel.quarantine.ru.ts'
import { releasesRu } from '../../src/i18n/panel.releases.ru.ts'
import { reportsRu } from '../../src/i18n/panel.reports.ru.ts'
import { panelRu } from '../../src/i18n/panel.ru.ts'
import { tariffsRu } from '../../src/i18n/panel.tariffs.ru.ts'
import { teamRu } from '../../src/i18n/panel.team.ru.ts'
import { panelTelegramRu } from '../../src/i18n/panel.telegram.ru.ts'
import { reportRoles } from '../../src/reports/build-report.ts'
import { rights } from '../../src/rights.ts'
import { settingsRoles } from '../../src/settings/update-settings.ts'

const words = panelRu.nav

/** The parts of the menu behind "Ещё", in their order. */
export const menuParts = ['service', 'mail', 'regulation', 'administration'] as const

type Section = {
  href: string
  text: string
  place: 'bar' | (typeof menuParts)[number]
  /** Who sees it, where the page does not open for everybody. */
  roles?: readonly StaffRole[]
}

/** Where the desk's pages stand in its navigation: in the bar, or in the menu behind "Ещё". */
export const sections = {
  queue: { href: '/desk', text: words.queue, place: 'bar' },
  phone: { href: '/desk/phone', text: words.phone, place: 'bar' },
  alerts: { href: '/desk/alerts', text: words.alerts, place: 'bar' },
  compromise: { href: '/desk/compromise', text: words.compromise, place: 'bar' },
  clients: { href: '/desk/clients', text: words.clients, place: 'bar' },
  tariffs: { href: '/desk/tariffs', text: tariffsRu.title, place: 'service' },
  undelivered: { href: '/desk/undelivered', text: words.undelivered, place: 'mail' },
  quarantine: { href: '/desk/quarantine', text: quarantineRu.title, place: 'mail' },
  reports: { href: '/desk/reports', text: reportsRu.title, place: 'service', roles: reportRoles },
  calendar: { href: '/desk/calendar', text: words.calendar, place: 'regulation' },
  incidents: { href: '/desk/incidents', text: incidentsRu.title, place: 'service' },
  releases: { href: '/desk/releases', text: releasesRu.title, place: 'service' },
  announcements: { href: '/desk/announcements', text: words.announcements, place: 'service' },
  limits: { href: '/desk/limits', text: words.limits, place: 'regulation' },
  triage: { href: '/desk/triage', text: words.triageQuality, place: 'regulation' },
  faq: { href: '/desk/faq', text: words.faq, place: 'service' },
  telegram: { href: '/desk/telegram', text: panelTelegramRu.health.title, place: 'mail' },
  settings: {
    href: '/desk/settings',
    text: words.settings,
    place: 'administration',
    roles: settingsRoles,
  },
  abuse: {
    href: '/desk/abuse',
    text: abuseRu.title,
    place: 'service',
    roles: rights['abuse.read'],
  },
  platform: {
    href: '/desk/platform',
    text: platformRu.title,
    place: 'mail',
    roles: rights['platform.read'],
  },
  staff: { href: '/desk/staff', text: words.staff, place: 'administration', roles: ['admin'] },
  roles: { href: '/desk/roles', text: accessRu.roles.title, place: 'administration' },
  team: { href: '/desk/team', text: teamRu.title, place: 'service' },
  account: { href: '/desk/account', text: words.account, place: 'administration' },
} as const satisfies Record<string, Section>

export type SectionName = keyof typeof sections

/** Each role sees only the pages that open for it. */
export function sectionsFor(role: StaffRole, place: Section['place']): SectionName[] {
  const all: [string, Section][] = Object.entries(sections)
  return all.flatMap(([name, section]) =>
    section.place === place && (section.roles?.includes(role) ?? true) ? [name as SectionName] : [],
  )
}

/** The page of one ticket belongs to no section. */
export type DeskSection = SectionName | 'ticket'
