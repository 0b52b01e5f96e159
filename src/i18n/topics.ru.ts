import { errorsRu } from './panel.errors.ru.ts'

/** What stands in the forum topics where staff answer; staff are answered in Russian. */
export const topicsRu = {
  client: 'Клиент',
  system: 'Система',
  note: 'заметка для своих',
  edited: 'исправлено',
  open: 'Открыть в панели',
  howTo: 'Сообщения отсюда уходят клиенту. Заметка для своих: начните с //',
  closed: 'Обращение завершено, тема закрыта.',
  reopened: 'Обращение открыто снова.',
  notLinked: 'Клиенту ничего не ушло: сначала свяжите свой Telegram с учётной записью в панели.',
  notSent: (why: string) => `Клиенту ничего не ушло. ${why}`,
}

/** Why an answer from a topic did not go to the client, by the key of the error. */
export function topicRefusal(key: string): string {
  const { errors } = errorsRu
  return key === 'notLinked'
    ? topicsRu.notLinked
    : topicsRu.notSent(errors[key] ?? errors.invalid ?? '')
}
