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
  withdrawn: 'Отменено: работ не будет.',
  finished: 'Закончено.',
  moved: 'Время изменилось:',
  subscribe: 'Узнавать о работах и сбоях',
  subscribeHint:
    'Пришлём письмо, когда начнутся работы или сбой и когда всё закончится. Сначала попросим подтвердить адрес.',
  email: 'Ваша почта',
  subscribeSend: 'Подписаться',
  subscribeSent:
    'Если адрес верный, на него уйдёт письмо. Откройте ссылку в нём, чтобы подтвердить подписку.',
  subscribeBraked: 'Сейчас слишком много запросов на подписку. Попробуйте через час.',
  emailWrong: 'Это не похоже на адрес почты.',
  subscribeTitle: 'Подписка на сообщения о работах и сбоях',
  subscribeAsked:
    'Этот адрес указали, чтобы получать сообщения о работах и сбоях kense.app. Если это были Вы, подтвердите подписку по ссылке. Если нет, ничего делать не нужно: писем не будет.',
  subscribeConfirm: 'Подтвердить подписку',
  pageAsk: 'Присылать на этот адрес сообщения о работах и сбоях kense.app?',
  pageOn: 'Вы подписаны: сообщим о работах и сбоях.',
  pageOff: 'Вы не подписаны: таких сообщений больше не будет.',
  turnOn: 'Подтвердить подписку',
  turnOff: 'Отписаться',
  chatOn: '🔔 Сообщать о сбоях',
  chatOff: '🔕 Не сообщать о сбоях',
  chatNowOn: 'Готово. Напишем сюда, когда начнутся работы или сбой и когда всё закончится.',
  chatNowOff: 'Хорошо, о работах и сбоях больше не пишем.',
  linkInvalid: 'Ссылка недействительна.',
  unsubscribe: 'Больше не получать такие сообщения',
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
  withdrawn: 'Болмайды: жұмыстар жүргізілмейді.',
  finished: 'Аяқталды.',
  moved: 'Уақыты өзгерді:',
  subscribe: 'Жұмыстар мен іркілістер туралы білу',
  subscribeHint:
    'Жұмыстар не іркіліс басталғанда және бәрі аяқталғанда хат жібереміз. Алдымен мекенжайды растауды сұраймыз.',
  email: 'Сіздің поштаңыз',
  subscribeSend: 'Жазылу',
  subscribeSent:
    'Мекенжай дұрыс болса, оған хат барады. Жазылуды растау үшін ондағы сілтемені ашыңыз.',
  subscribeBraked: 'Қазір жазылу сұраулары тым көп. Бір сағаттан кейін қайталап көріңіз.',
  emailWrong: 'Бұл пошта мекенжайына ұқсамайды.',
  subscribeTitle: 'Жұмыстар мен іркілістер туралы хабарларға жазылу',
  subscribeAsked:
    'Бұл мекенжай kense.app жұмыстары мен іркілістері туралы хабар алу үшін көрсетілді. Егер бұл Сіз болсаңыз, сілтеме арқылы растаңыз. Олай болмаса, ештеңе істеудің қажеті жоқ: хаттар келмейді.',
  subscribeConfirm: 'Жазылуды растау',
  pageAsk: 'Осы мекенжайға kense.app жұмыстары мен іркілістері туралы хабар жіберейік пе?',
  pageOn: 'Сіз жазылдыңыз: жұмыстар мен іркілістер туралы хабарлаймыз.',
  pageOff: 'Сіз жазылмағансыз: мұндай хабарлар енді келмейді.',
  turnOn: 'Жазылуды растау',
  turnOff: 'Жазылудан бас тарту',
  chatOn: '🔔 Іркілістер туралы хабарлау',
  chatOff: '🔕 Іркілістер туралы хабарламау',
  chatNowOn: 'Дайын. Жұмыстар не іркіліс басталғанда және бәрі аяқталғанда осында жазамыз.',
  chatNowOff: 'Жақсы, жұмыстар мен іркілістер туралы енді жазбаймыз.',
  linkInvalid: 'Сілтеме жарамсыз.',
  unsubscribe: 'Мұндай хабарларды бұдан былай алмау',
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
  withdrawn: 'Called off.',
  finished: 'Over.',
  moved: 'The time has changed:',
  subscribe: 'Hear of works and faults',
  subscribeHint:
    'We write when works or a fault begin and when they are over. First we ask you to confirm the address.',
  email: 'Your e-mail',
  subscribeSend: 'Subscribe',
  subscribeSent: 'If the address is right, a letter is on its way. Open the link in it to confirm.',
  subscribeBraked: 'Too many requests at the moment. Please try again in an hour.',
  emailWrong: 'This does not look like an e-mail address.',
  subscribeTitle: 'Messages about works and faults',
  subscribeAsked:
    'This address was entered to receive messages about works and faults of kense.app. If it was you, confirm by the link. If not, do nothing and no messages will come.',
  subscribeConfirm: 'Confirm',
  pageAsk: 'Send messages about works and faults of kense.app to this address?',
  pageOn: 'You are subscribed: we write about works and faults.',
  pageOff: 'You are not subscribed: no such messages will come.',
  turnOn: 'Confirm',
  turnOff: 'Unsubscribe',
  chatOn: '🔔 Tell me of faults',
  chatOff: '🔕 Stop telling me of faults',
  chatNowOn: 'Done. We write here when works or a fault begin and when they are over.',
  chatNowOff: 'All right, no more messages about works and faults.',
  linkInvalid: 'This link is not valid.',
  unsubscribe: 'Stop receiving such messages',
}

const all: Record<Locale, StatusTexts> = { ru, kk, en }

/** Words of the status page, of its feed and of the bot's answer to `/status`. */
export function statusTexts(locale: Locale): StatusTexts {
  return all[locale]
}
