import type { Locale } from './locale.ts'
import { pluralRu } from './sla-plural.ts'

const ru = {
  title: 'Тарифы',
  lead: 'Цены в тенге за весь указанный срок. Выберите тариф: специалист ответит и выставит счёт.',
  free: 'Бесплатно',
  forever: 'без ограничения срока',
  per: (months: number) =>
    months === 1
      ? 'в месяц'
      : months === 12
        ? 'в год'
        : `за ${months} ${pluralRu(months, 'месяц', 'месяца', 'месяцев')}`,
  instead: 'вместо',
  products: 'Что входит',
  allProducts: 'Все продукты платформы',
  documents: 'Виды документов',
  choose: 'Выбрать',
  chooseNamed: (name: string) => `Выбрать «${name}»`,
  none: 'Опубликованных тарифов сейчас нет. Напишите, что Вам нужно, и мы подскажем.',
  gone: 'Этот тариф больше не предлагается. Ниже тарифы, которые действуют сейчас.',
  promotions: 'Акции и скидки',
  promotionKinds: { promotion: 'Акция', discount: 'Скидка', bonus: 'Бонус' },
  period: (from: string, to: string) => `Действует: ${from} — ${to}`,
  percent: (percent: string) => `−${percent} %`,
  bonus: (months: number) =>
    `+${months} ${pluralRu(months, 'месяц', 'месяца', 'месяцев')} в подарок`,
  steps: 'Как подключиться',
  stepList: [
    'Выберите тариф и оставьте почту или телефон. Мы зарегистрируем обращение и сообщим его номер.',
    'Специалист пришлёт счёт. Оплата только по счёту: ни сайт, ни бот денег не принимают.',
    'После оплаты тариф действует до конца последнего дня по времени Астаны. Об окончании напомним заранее.',
  ],
  keep: 'Если условия тарифа изменятся, у Вас до конца оплаченного срока останутся прежние.',
  documentsLine: 'Условия оказания услуг',
  back: 'Ко всем тарифам',
  form: 'Куда ответить',
  formLead: 'Заполните форму или выберите тариф в Telegram: номер обращения придёт сразу.',
  telegram: 'Выбрать в Telegram',
  fields: {
    name: 'Ваше имя',
    organisation: 'Организация или ФИО клиента',
    number: 'БИН или ИИН, если уже работаете с нами',
    email: 'Электронная почта',
    phone: 'Телефон',
    wish: 'Что ещё важно знать (необязательно)',
  },
  contactHint: 'Достаточно почты или телефона.',
  submit: 'Отправить',
  contactMissing: 'Укажите почту или телефон, чтобы мы могли ответить.',
  invalid: 'Проверьте почту или телефон.',
  done: (number: string) =>
    `Обращение зарегистрировано. Номер: ${number}. Ответим на указанную почту; без почты позвоним.`,
  wish: (name: string) => `Хочу выбрать тариф «${name}».`,
}
type TariffWords = typeof ru

const kk: TariffWords = {
  title: 'Тарифтер',
  lead: 'Бағалар көрсетілген мерзім үшін теңгемен берілген. Тарифті таңдаңыз: маман жауап беріп, шот жібереді.',
  free: 'Тегін',
  forever: 'мерзімі шектелмеген',
  per: (months) => (months === 1 ? 'айына' : months === 12 ? 'жылына' : `${months} айға`),
  instead: 'орнына',
  products: 'Құрамында',
  allProducts: 'Платформаның барлық өнімдері',
  documents: 'Құжат түрлері',
  choose: 'Таңдау',
  chooseNamed: (name) => `Таңдау: «${name}»`,
  none: 'Қазір жарияланған тариф жоқ. Не қажет екенін жазыңыз, біз кеңес береміз.',
  gone: 'Бұл тариф енді ұсынылмайды. Төменде қазіргі тарифтер.',
  promotions: 'Акциялар мен жеңілдіктер',
  promotionKinds: { promotion: 'Акция', discount: 'Жеңілдік', bonus: 'Бонус' },
  period: (from, to) => `Мерзімі: ${from} — ${to}`,
  percent: (percent) => `−${percent} %`,
  bonus: (months) => `+${months} ай сыйға`,
  steps: 'Қалай қосылуға болады',
  stepList: [
    'Тарифті таңдап, пошта немесе телефон қалдырыңыз. Өтінішті тіркеп, нөмірін хабарлаймыз.',
    'Маман шот жібереді. Төлем тек шот бойынша: сайт та, бот та ақша қабылдамайды.',
    'Төлегеннен кейін тариф Астана уақытымен соңғы күннің аяғына дейін қолданылады. Аяқталатынын алдын ала ескертеміз.',
  ],
  keep: 'Тариф шарттары өзгерсе, төленген мерзім аяқталғанша Сізде бұрынғы шарттар қалады.',
  documentsLine: 'Қызмет көрсету шарттары',
  back: 'Барлық тарифтерге',
  form: 'Қайда жауап берейік',
  formLead: 'Пішінді толтырыңыз немесе тарифті Telegram-да таңдаңыз: өтініш нөмірі бірден келеді.',
  telegram: 'Telegram-да таңдау',
  fields: {
    name: 'Атыңыз',
    organisation: 'Ұйым немесе клиенттің аты-жөні',
    number: 'БСН немесе ЖСН, бізбен жұмыс істеп жүрсеңіз',
    email: 'Электрондық пошта',
    phone: 'Телефон',
    wish: 'Тағы нені білуіміз маңызды (міндетті емес)',
  },
  contactHint: 'Пошта немесе телефон жеткілікті.',
  submit: 'Жіберу',
  contactMissing: 'Жауап беруіміз үшін пошта немесе телефон көрсетіңіз.',
  invalid: 'Поштаны немесе телефонды тексеріңіз.',
  done: (number) =>
    `Өтініш тіркелді. Нөмірі: ${number}. Көрсетілген поштаға жауап береміз; пошта болмаса, қоңырау шаламыз.`,
  wish: (name) => `«${name}» тарифін таңдағым келеді.`,
}

const en: TariffWords = {
  title: 'Tariffs',
  lead: 'Prices are in tenge for the whole period named. Choose a tariff: a specialist will reply and send an invoice.',
  free: 'Free',
  forever: 'without a time limit',
  per: (months) =>
    months === 1 ? 'per month' : months === 12 ? 'per year' : `for ${months} months`,
  instead: 'instead of',
  products: 'What is included',
  allProducts: 'All products of the platform',
  documents: 'Kinds of documents',
  choose: 'Choose',
  chooseNamed: (name) => `Choose "${name}"`,
  none: 'No tariff is published now. Write what you need and we will advise.',
  gone: 'This tariff is no longer offered. Below are the current ones.',
  promotions: 'Promotions and discounts',
  promotionKinds: { promotion: 'Promotion', discount: 'Discount', bonus: 'Bonus' },
  period: (from, to) => `Valid: ${from} — ${to}`,
  percent: (percent) => `−${percent} %`,
  bonus: (months) => `+${months} ${months === 1 ? 'month' : 'months'} on top`,
  steps: 'How it works',
  stepList: [
    'Choose a tariff and leave an e-mail address or telephone number. We register a request and tell you its number.',
    'A specialist sends an invoice. Pay by invoice only: neither this site nor the bot takes money.',
    'Once paid, the tariff lasts until the end of its last day in Astana. We remind you before it ends.',
  ],
  keep: 'If the terms of a tariff change, yours stay as they were until the end of the paid period.',
  documentsLine: 'Terms of service',
  back: 'All tariffs',
  form: 'Where to reply',
  formLead: 'Fill in the form, or choose in Telegram: the number of your request comes at once.',
  telegram: 'Choose in Telegram',
  fields: {
    name: 'Your name',
    organisation: 'Organisation or name of the client',
    number: 'BIN or IIN, if you work with us already',
    email: 'E-mail',
    phone: 'Telephone',
    wish: 'Anything else we should know (optional)',
  },
  contactHint: 'An e-mail address or a telephone number is enough.',
  submit: 'Send',
  contactMissing: 'Give an e-mail address or telephone number so that we can reply.',
  invalid: 'Check the e-mail address or telephone number.',
  done: (number) =>
    `Your request is registered. Number: ${number}. We reply to the e-mail address; without one we call.`,
  wish: (name) => `I would like the tariff "${name}".`,
}

export function tariffWords(locale: Locale): TariffWords {
  return { ru, kk, en }[locale]
}
