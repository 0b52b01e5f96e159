import { auditRu } from './panel.audit.ru.ts'
import { doneRu } from './panel.done.ru.ts'
import { errorsRu } from './panel.errors.ru.ts'
import { queueRu } from './panel.queue.ru.ts'
import { termsRu } from './panel.terms.ru.ts'
import { ticketRu } from './panel.ticket.ru.ts'

/** Every word of the staff panel; each subject has a file of its own. */
export const panelRu = {
  brand: 'kense',
  desk: 'поддержка',
  skip: 'К содержанию',
  nav: {
    label: 'Разделы',
    queue: 'Очередь',
    phone: 'Звонок',
    alerts: 'Тревоги',
    openAlerts: (n: number) => `открыто: ${n}`,
    undelivered: 'Не доставлено',
    clients: 'Клиенты',
    compromise: 'Компрометация',
    settings: 'Настройки',
    staff: 'Сотрудники',
    account: 'Моя учётная запись',
    calendar: 'Календарь',
    announcements: 'Работы и объявления',
    limits: 'Сроки регламента',
    faq: 'Частые вопросы',
    triageQuality: 'Качество разбора',
    more: 'Ещё',
    parts: {
      service: 'Служба',
      mail: 'Каналы',
      regulation: 'Регламент и разбор',
      administration: 'Управление',
    },
    help: 'Справка',
    keys: 'Клавиши',
    signOut: 'Выйти',
  },
  signIn: {
    title: 'Вход для сотрудников',
    email: 'Электронная почта',
    password: 'Пароль',
    submit: 'Войти',
    ended: 'Вы вышли.',
    needed: 'Войдите, чтобы продолжить.',
  },
  welcome: {
    name: 'Имя и фамилия',
    email: 'Электронная почта',
    password: 'Пароль',
    passwordHint: 'не короче 12 знаков',
    submit: 'Создать и войти',
    invalid: 'Ссылка недействительна',
    invalidText:
      'Ею уже воспользовались, или прошли сутки. При следующем запуске программа напечатает новую, если администратора ещё нет.',
  },
  keys: {
    title: 'Клавиши',
    close: 'Закрыть',
    list: [
      ['j или ↓', 'следующее обращение'],
      ['k или ↑', 'предыдущее обращение'],
      ['Enter', 'открыть обращение'],
      ['r', 'писать ответ'],
      ['n', 'писать заметку'],
      ['Ctrl + Enter', 'отправить'],
      ['g, затем q', 'к очереди'],
      ['g, затем p', 'принять звонок'],
      ['/', 'поиск'],
      ['Esc', 'выйти из поля ввода'],
      ['?', 'эта справка'],
    ],
    single: 'Клавиши из одной буквы включены',
  },
  live: {
    failed: 'Не получилось. Введённое сохранено, попробуйте ещё раз.',
    offline: 'Нет связи с сервером. Введённое сохранено.',
    signedOut:
      'Сеанс завершён. Войдите в соседней вкладке и отправьте ещё раз: введённое сохранено.',
    updated: 'Обращение обновилось',
  },
  time: {
    now: 'только что',
    today: 'сегодня',
    tomorrow: 'завтра',
    yesterday: 'вчера',
    astana: 'время Астаны',
    overdue: 'просрочено',
    paused: 'часы стоят',
  },
  error: {
    title: 'Не получилось',
    unexpected: 'Это наша ошибка, она записана. Номер для обращения к инженеру:',
    back: 'К очереди',
  },
  ...queueRu,
  ...ticketRu,
  ...termsRu,
  ...auditRu,
  ...doneRu,
  ...errorsRu,
} as const
