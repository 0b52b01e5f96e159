import { panelRu } from '../../src/i18n/panel.ru.ts'

const words = panelRu.nav

/** Where the desk's pages stand in its navigation: in the bar, or in the menu behind "Ещё". */
export const sections = {
  queue: { href: '/desk', text: words.queue, place: 'bar' },
  phone: { href: '/desk/phone', text: words.phone, place: 'bar' },
  alerts: { href: '/desk/alerts', text: words.alerts, place: 'bar' },
  undelivered: { href: '/desk/undelivered', text: words.undelivered, place: 'menu' },
} as const satisfies Record<string, { href: string; text: string; place: 'bar' | 'menu' }>

/** The page of one ticket belongs to no section. */
export type DeskSection = keyof typeof sections | 'ticket'
