import { pluralRu } from './sla-plural.ts'

/** Sentences of the explanation of a time limit; `kk` and `en` have the type of this one. */
export const slaRu = {
  weekdays: ['пн', 'вт', 'ср', 'чт', 'пт', 'сб', 'вс'] as readonly string[],
  priority: {
    critical: 'критический',
    high: 'высокий',
    medium: 'средний',
    low: 'низкий',
    suggestion: 'предложение',
  },
  hours: (n: number) => `${n} ${pluralRu(n, 'рабочий час', 'рабочих часа', 'рабочих часов')}`,
  days: (n: number) => `${n} ${pluralRu(n, 'рабочий день', 'рабочих дня', 'рабочих дней')}`,
  duration: (hours: number, minutes: number, seconds: number) =>
    `${hours} ч ${minutes} мин${seconds === 0 ? '' : ` ${seconds} с`}`,
  zone: 'время Астаны',
  received: (at: string) => `Начало отсчёта: ${at}`,
  cycle: (n: number) => `Обращение открыто повторно, отсчёт № ${n}`,
  rule: (priority: string, target: string, deadline: string) =>
    `Приоритет: ${priority}. Регламентное время решения: ${target} – ${deadline}`,
  dayRules: {
    end_of_nth_day:
      'Рабочие дни считаются со дня, следующего за днём получения; срок истекает в конце рабочего времени последнего дня',
    hours_per_day: (hours: number) => `Рабочий день считается за рабочие часы: ${hours}`,
  },
  versions: (policy: string, calendar: string) => `Правила: ${policy}. Календарь: ${calendar}`,
  intervals: 'Рабочее время:',
  counted: 'учтено',
  dayOfReceipt: 'день получения',
  workingDay: (n: number) => `рабочий день № ${n}`,
  overdue: 'сверх срока',
  pause: {
    waiting_for_client: 'пауза, ожидается ответ клиента',
    support_suspended: 'пауза, поддержка приостановлена',
    in_development: 'пауза, передано в разработку',
  },
  daysOff: 'Нерабочие дни сверх обычных выходных:',
  workedDay: 'рабочий день',
  totals: (net: string, paused: string) => `Израсходовано: ${net}, на паузе: ${paused}`,
  target: (at: string) => `Ориентир: ${at}`,
  due: (at: string) => `Срок: ${at}`,
  pausedNow: 'Отсчёт приостановлен: срок указан при условии, что он возобновится сейчас',
  breached: (at: string) => `Срок нарушен: ${at}`,
  stopped: (at: string) => `Отсчёт завершён: ${at}`,
}

export type SlaTexts = typeof slaRu
