import type { NoticeTexts } from './notices.ru.ts'

export const noticesKk: NoticeTexts = {
  subject: {
    link_code: 'Telegram байланыстыру коды',
    telegram_linked: 'Деректеріңізге Telegram байланыстырылды',
    trusted_change_asked: 'Сенімді байланысты ауыстыру сұралды',
    trusted_changed: 'Сенімді байланыс ауыстырылды',
  },
  channel: { phone: 'телефон нөмірі', email: 'электрондық пошта мекенжайы' },
  notYou: 'Егер бұл Сіз болмасаңыз, бізге бірден жазыңыз немесе қолдау қызметіне қоңырау шалыңыз.',
  linkCode: (code, minutes) =>
    `Сіздің кодыңыз: ${code}. Жарамдылық мерзімі: ${minutes} мин. Оны Telegram-дағы kense.app қолдау чатына енгізіңіз және ешкімге айтпаңыз.`,
  telegramLinked: (client, at) =>
    `Telegram тіркелгісі Сіздікі ретінде байланыстырылды. Клиент: ${client}. Уақыты: ${at}.`,
  trustedChangeAsked: (client, channel, address, at) =>
    `Бізден сенімді байланысты ауыстыру сұралды. Клиент: ${client}. Не өзгереді: ${channel}. Жаңа мәні: ${address}. Уақыты: ${at}. Ауыстыру тексеруден кейін күшіне енеді.`,
  trustedChanged: (client, channel, address, at) =>
    `Сенімді байланыс ауыстырылды. Клиент: ${client}. Не өзгерді: ${channel}. Жаңа мәні: ${address}. Уақыты: ${at}. Маңызды хабарламалар енді сол жерге келеді.`,
}
