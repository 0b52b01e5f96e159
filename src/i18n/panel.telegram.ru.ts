import { pluralRu } from './sla-plural.ts'

/** Correcting an answer that a chat has got, and how the way in from Telegram does. */
export const panelTelegramRu = {
  change: {
    link: 'Исправить',
    title: (number: string) => `Исправить ответ · ${number}`,
    back: (number: string) => `К обращению ${number}`,
    hint: (until: string) =>
      `Клиент увидит исправленный текст на месте прежнего с пометкой «исправлено». Telegram даёт менять сообщение до ${until}. Прежний текст останется в истории.`,
    text: 'Текст ответа',
    save: 'Исправить у клиента',
    remove: 'Удалить у клиента',
    removeHint: 'Сообщение исчезнет из чата клиента. Сотрудники увидят его прежний текст.',
  },
  own: {
    title: 'Мой Telegram',
    lead: 'Чтобы брать тревоги кнопкой и отвечать клиентам из чата сотрудников.',
    open: 'Связать или отвязать',
    back: 'К учётной записи',
    linked: 'Ваш Telegram связан с этой учётной записью.',
    notLinked: 'Ваш Telegram ещё не связан с этой учётной записью.',
    send: 'Отправьте эту строку боту в личные сообщения. Действует час и один раз, больше не покажется.',
    link: 'Получить строку для бота',
    unlink: 'Отвязать',
  },
  health: {
    title: 'Telegram',
    lead: 'Как к нам приходят сообщения из Telegram и как уходят ответы.',
    unknown: 'Ещё не проверялось: проверка идёт раз в минуту.',
    fine: 'Всё в порядке.',
    troubles: {
      unreachable: 'Telegram не отвечает.',
      nobody_polls: 'Обновления никто не забирает: ни один процесс бота не опрашивает Telegram.',
      updates_pile_up: 'Обновления копятся: бот не успевает их забирать.',
      webhook_fails: 'Telegram не может достучаться до вебхука.',
    },
    mode: 'Способ',
    modes: { polling: 'опрос (long polling)', webhook: 'вебхук' },
    pending: 'Ждут в Telegram',
    updates: (n: number) => `${n} ${pluralRu(n, 'обновление', 'обновления', 'обновлений')}`,
    lastUpdate: 'Последнее обновление',
    lastSeen: 'Последняя связь',
    lastError: 'Последняя ошибка вебхука',
    checked: 'Проверено',
    never: 'ещё не было',
    outgoing: 'Ответы в очереди',
    messages: (n: number) => `${n} ${pluralRu(n, 'сообщение', 'сообщения', 'сообщений')}`,
    oldest: 'старшее ждёт с',
    blocked: 'Чаты, которые нас не принимают',
    chats: (n: number) => `${n} ${pluralRu(n, 'чат', 'чата', 'чатов')}`,
  },
} as const
