import type { EventFilter } from '../platform/queries.ts'
import type { ApiScope } from '../platform/scopes.ts'

const eventTypes: Record<string, string> = {
  'access.changed': 'доступ изменён',
  'compromise.reported': 'сообщение о компрометации',
  'client.changed': 'сведения о клиенте',
  'subscription.changed': 'тариф клиента',
}

/** The page of the link to kense.app. */
export const platformRu = {
  title: 'Связь с платформой',
  intro:
    'О каждом изменении доступа kense.app узнаёт сразу, вебхуком. Что не дошло, она читает сама: решение о доступе и лента изменений всегда точны.',
  webhook: 'Вебхук',
  address: 'Адрес',
  off: 'не задан: платформа читает ленту изменений сама',
  secrets: 'Ключей подписи',
  secretsChanging: '2: идёт смена, верны оба',
  waiting: 'Ждут доставки',
  since: 'с',
  failing: 'не приняты платформой',
  givenUp: 'Оставлены через трое суток',
  lastDelivered: 'Последняя доставка',
  never: 'ещё не было',
  events: 'Уведомления',
  filters: { waiting: 'Ждут', given_up: 'Оставлены', all: 'Все' } satisfies Record<
    EventFilter,
    string
  >,
  empty: 'Здесь пусто.',
  next: 'Дальше',
  columns: { what: 'Что', client: 'Клиент', when: 'Когда', state: 'Состояние', act: 'Действие' },
  type: (name: string) => eventTypes[name] ?? name,
  states: { delivered: 'доставлено', given_up: 'оставлено', waiting: 'ждёт' },
  attempts: (n: number) => `попыток: ${n}`,
  again: 'Ещё раз',
  replay: 'Отправить снова всё',
  replayIntro: 'Номера уведомлений останутся прежними: уже принятое платформа узнает и пропустит.',
  replaySince: 'Начиная с',
  keys: 'Ключи HTTP-интерфейса',
  keysIntro: 'Описание интерфейса: ',
  noKeys: 'Ключей ещё нет.',
  key: {
    name: 'Для чего ключ',
    scopes: 'Что он может',
    expiresAt: 'Действует до (пусто: пока не отзовут)',
    create: 'Создать ключ',
    secret: 'Новый ключ',
    once: 'Скопируйте сейчас: больше он не покажется.',
    revoke: 'Отозвать',
    revoked: 'отозван',
    over: 'срок вышел',
    used: 'последний запрос',
    unused: 'запросов не было',
    made: 'создан',
  },
  scopes: {
    'access.read': 'читать решение о доступе',
    'events.read': 'читать ленту изменений',
    'clients.write': 'заводить и менять клиентов',
    'subscriptions.write': 'менять тариф клиента и отмечать оплату',
    'links.create': 'выдавать ссылки для Telegram',
    'compromise.report': 'сообщать о компрометации',
    'access.ask_resumption': 'просить о возобновлении доступа',
  } satisfies Record<ApiScope, string>,
  done: {
    replayed: 'Уведомления снова в очереди.',
    key_revoked: 'Ключ отозван: запросы с ним больше не принимаются.',
  },
  errors: {
    eventNotFound: 'Такого уведомления нет.',
    keyNotFound: 'Такого ключа нет.',
    scopesMissing: 'Отметьте хотя бы одно.',
    drillRunning: 'Учебная тревога уже идёт: доведите её до возобновления.',
    alreadyOver: 'Этот срок уже прошёл.',
  },
} as const
