import type { AlertKind } from '../alerts/alert-kinds.ts'
import { incidentTexts } from './incidents.ts'

type Data = Record<string, string | number>

const faults: Record<string, string> = incidentTexts('ru').titles

const telegramTroubles: Record<string, string> = {
  unreachable: 'не отвечает',
  nobody_polls: 'обновления никто не забирает',
  updates_pile_up: 'обновления копятся',
  webhook_fails: 'не может достучаться до вебхука',
}

/** What each alert says to staff. */
export const alertsRu = {
  title: 'Тревоги',
  intro: 'Что заметила система и что ждёт человека. Отметьте, когда займётесь.',
  open: 'Открытые',
  seen: 'Просмотренные',
  emptyOpen: 'Открытых тревог нет.',
  emptySeen: 'Пока ничего не просмотрено.',
  acknowledge: 'Занимаюсь',
  openIncident: 'Посмотреть',
  openCalendar: 'Календарь',
  times: (n: number) => `повторов: ${n}`,
  by: (name: string) => `отметил(а) ${name}`,
  severities: { critical: 'срочно', warning: 'важно', info: 'к сведению' },
  client: 'Карточка клиента: это его доверенная почта',
  columns: { what: 'Что случилось', when: 'Когда', act: 'Действие' },
  kinds: {
    dead_letter: () => 'Сообщение клиенту не доставлено: попытки кончились.',
    mail_bounced: () => 'Письмо клиенту вернулось: адрес не принимает почту.',
    mail_breaker: (data) => `Автоответы приостановлены: слишком много писем (${data.limit ?? ''}).`,
    mail_intake_down: () => 'Почтовый ящик не читается.',
    telegram_down: (data) => `Telegram: ${telegramTroubles[data.trouble ?? ''] ?? 'нет связи'}.`,
    ticket_critical: () => 'Критическое обращение.',
    limit_near: (data) => `Израсходовано ${data.percent ?? ''} % срока по регламенту.`,
    limit_breached: () => 'Срок по регламенту нарушен.',
    compromise_reported: (data) =>
      data.percent === undefined
        ? 'Сообщение о компрометации: решение в течение 24 часов.'
        : `Сообщение о компрометации без решения: прошло ${data.percent} % из 24 часов.`,
    tariff_expired: () => 'У клиентов закончился оплаченный тариф.',
    platform_unreachable: () => 'Платформа не принимает уведомления.',
    incident_proposed: (data) =>
      `Похоже на массовый сбой: ${faults[data.symptom ?? ''] ?? 'похожие обращения'}. Клиентов: ${data.clients ?? ''}.`,
    calendar_unconfirmed: (data) =>
      `Календарь на ${data.year ?? ''} год не подтверждён: проверьте праздники и переносы.`,
  } satisfies Record<AlertKind, (data: Data) => string>,
}

/** The sentence of a stored alert. */
export function alertSentence(kind: string, data: Data): string {
  const kinds: Record<string, (data: Data) => string> = alertsRu.kinds
  return kinds[kind]?.(data) ?? kind
}
