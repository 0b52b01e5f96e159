/** Notices about a client and his access; reviewed: no admission of fault, no promise (5.3.8, Annex 1, 3.7). */
export const noticesRu = {
  subject: {
    link_code: 'Код для привязки Telegram',
    telegram_linked: 'К Вашим данным привязан Telegram',
    trusted_change_asked: 'Запрошена смена доверенного контакта',
    trusted_changed: 'Доверенный контакт изменён',
    ticket_merged: 'Обращение объединено с другим Вашим обращением',
    closing_soon: 'Обращение скоро закроется',
  },
  channel: { phone: 'номер телефона', email: 'адрес электронной почты' },
  notYou: 'Если это были не Вы, сразу напишите нам или позвоните в поддержку.',
  linkCode: (code: string, minutes: number) =>
    `Ваш код: ${code}. Он действует ${minutes} мин. Введите его в чате поддержки kense.app в Telegram и никому не сообщайте.`,
  telegramLinked: (client: string, at: string) =>
    `Учётная запись Telegram привязана как Ваша. Клиент: ${client}. Время: ${at}.`,
  trustedChangeAsked: (client: string, channel: string, address: string, at: string) =>
    `Нас попросили заменить доверенный контакт. Клиент: ${client}. Что меняется: ${channel}. Новое значение: ${address}. Время: ${at}. Замена вступит в силу после проверки.`,
  trustedChanged: (client: string, channel: string, address: string, at: string) =>
    `Доверенный контакт заменён. Клиент: ${client}. Что изменилось: ${channel}. Новое значение: ${address}. Время: ${at}. Важные уведомления теперь приходят туда.`,
  ticketMerged: (into: string) =>
    `Это обращение повторяет другое Ваше обращение, мы объединили их. Дальше работаем в ${into}; прежний номер ведёт туда же.`,
  closingSoon: (at: string) =>
    `Мы считаем вопрос решённым. Если Вы не напишете, обращение закроется: ${at}. Открыть его снова можно в любое время: просто ответьте.`,
}

export type NoticeTexts = typeof noticesRu
