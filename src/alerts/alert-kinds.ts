/** Every trouble that can be put before staff; the sentences stand in `i18n/alerts.ru.ts`. */
export const alertKinds = [
  'dead_letter',
  'mail_bounced',
  'mail_breaker',
  'mail_intake_down',
  'telegram_down',
  'ticket_critical',
  'limit_near',
  'limit_breached',
  'compromise_reported',
  'tariff_expired',
  'platform_unreachable',
  'incident_proposed',
  'calendar_unconfirmed',
] as const
export type AlertKind = (typeof alertKinds)[number]
