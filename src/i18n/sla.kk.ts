import type { SlaTexts } from './sla.ru.ts'

export const slaKk: SlaTexts = {
  weekdays: ['дс', 'сс', 'ср', 'бс', 'жм', 'сб', 'жс'],
  priority: {
    critical: 'сыни',
    high: 'жоғары',
    medium: 'орташа',
    low: 'төмен',
    suggestion: 'ұсыныс',
  },
  hours: (n) => `${n} жұмыс сағаты`,
  days: (n) => `${n} жұмыс күні`,
  duration: (hours, minutes, seconds) =>
    `${hours} сағ ${minutes} мин${seconds === 0 ? '' : ` ${seconds} с`}`,
  zone: 'Астана уақыты',
  received: (at) => `Есептеу басталған уақыт: ${at}`,
  cycle: (n) => `Өтініш қайта ашылды, есептеу № ${n}`,
  rule: (priority, target, deadline) =>
    `Басымдық: ${priority}. Шешудің регламенттік уақыты: ${target} – ${deadline}`,
  dayRules: {
    end_of_nth_day:
      'Жұмыс күндері өтініш алынған күннен кейінгі күннен бастап есептеледі; мерзім соңғы күннің жұмыс уақыты аяқталғанда бітеді',
    hours_per_day: (hours) => `Бір жұмыс күніндегі жұмыс сағаты: ${hours}`,
  },
  versions: (policy, calendar) => `Ережелер: ${policy}. Күнтізбе: ${calendar}`,
  intervals: 'Жұмыс уақыты:',
  counted: 'есептелді',
  dayOfReceipt: 'өтініш алынған күн',
  workingDay: (n) => `жұмыс күні № ${n}`,
  overdue: 'мерзімнен тыс',
  pause: {
    waiting_for_client: 'үзіліс, клиенттің жауабы күтілуде',
    support_suspended: 'үзіліс, қолдау тоқтатыла тұрды',
    in_development: 'үзіліс, әзірлеуге берілді',
  },
  daysOff: 'Әдеттегі демалыстан бөлек күндер:',
  workedDay: 'жұмыс күні',
  totals: (net, paused) => `Жұмсалған уақыт: ${net}, үзілістер: ${paused}`,
  target: (at) => `Бағдар: ${at}`,
  due: (at) => `Мерзімі: ${at}`,
  pausedNow: 'Есептеу тоқтатылып тұр: мерзім ол қазір жалғасады деп көрсетілген',
  breached: (at) => `Мерзім бұзылған уақыт: ${at}`,
  stopped: (at) => `Есептеу аяқталған уақыт: ${at}`,
}
