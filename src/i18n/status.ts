import type { Locale } from './locale.ts'

const ru = {
  title: 'Состояние kense.app',
  allWell: 'Работ и сбоев, о которых мы знаем, сейчас нет.',
  now: 'Сейчас',
  coming: 'Запланировано',
  past: 'История',
  noPast: 'Пока пусто.',
  kinds: {
    planned: 'Профилактические работы',
    technical: 'Технические работы',
    emergency: 'Аварийные работы',
    schedule: 'Изменение графика',
    holiday: 'Праздничный режим',
  },
  from: (at: string) => `с ${at}`,
  until: (at: string) => `до ${at}`,
  endUnknown: 'время окончания уточняется',
  feed: 'Лента Atom',
  report: 'Не нашли свою проблему? Напишите нам.',
  unsubscribe: 'Больше не получать такие сообщения',
  otherLanguage: '',
}

export type StatusTexts = typeof ru

const kk: StatusTexts = {
  title: 'kense.app жай-күйі',
  allWell: 'Қазір бізге белгілі жұмыстар мен іркілістер жоқ.',
  now: 'Қазір',
  coming: 'Жоспарланған',
  past: 'Тарихы',
  noPast: 'Әзірге бос.',
  kinds: {
    planned: 'Профилактикалық жұмыстар',
    technical: 'Техникалық жұмыстар',
    emergency: 'Апаттық жұмыстар',
    schedule: 'Жұмыс кестесінің өзгеруі',
    holiday: 'Мереке режимі',
  },
  from: (at) => `басталуы: ${at}`,
  until: (at) => `аяқталуы: ${at}`,
  endUnknown: 'аяқталу уақыты нақтылануда',
  feed: 'Atom таспасы',
  report: 'Мәселеңізді таппадыңыз ба? Бізге жазыңыз.',
  unsubscribe: 'Мұндай хабарларды бұдан былай алмау',
  otherLanguage: '',
}

const en: StatusTexts = {
  title: 'Status of kense.app',
  allWell: 'No works or faults that we know of at the moment.',
  now: 'Now',
  coming: 'Planned',
  past: 'History',
  noPast: 'Nothing yet.',
  kinds: {
    planned: 'Preventive maintenance',
    technical: 'Technical works',
    emergency: 'Emergency works',
    schedule: 'Change of hours',
    holiday: 'Holiday hours',
  },
  from: (at) => `from ${at}`,
  until: (at) => `until ${at}`,
  endUnknown: 'the end is not known yet',
  feed: 'Atom feed',
  report: 'Your problem is not here? Write to us.',
  unsubscribe: 'Stop receiving such messages',
  otherLanguage: 'Details are published in Russian and Kazakh.',
}

const all: Record<Locale, StatusTexts> = { ru, kk, en }

/** Words of the status page, of its feed and of the bot's answer to `/status`. */
export function statusTexts(locale: Locale): StatusTexts {
  return all[locale]
}
