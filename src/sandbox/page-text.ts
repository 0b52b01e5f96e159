/** Words of the sandbox pages: a tool for whoever tries the product, in Russian. */
export const pageText = {
  sandbox: 'Песочница',
  chatTitle: 'Чат с ботом',
  mailTitle: 'Почта',
  people: 'Собеседники',
  newPerson: 'Новый собеседник',
  firstName: 'Имя',
  lastName: 'Фамилия',
  language: 'Язык',
  create: 'Создать',
  groups: 'Чаты',
  botSide: 'Вызовы бота',
  typing: 'печатает…',
  online: 'на связи',
  blockedState: 'вы остановили бота',
  start: 'Запустить',
  emptyChat: 'Здесь пока пусто. Напишите боту или нажмите «Запустить».',
  placeholder: 'Сообщение',
  send: 'Отправить',
  attach: 'Прикрепить',
  commands: 'Команды',
  photos: 'Фото или альбом',
  document: 'Документ',
  voice: 'Голосовое сообщение',
  video: 'Видео',
  contact: 'Мой контакт',
  location: 'Геопозиция',
  sticker: 'Стикер',
  block: 'Остановить бота',
  unblock: 'Возобновить',
  reply: 'Ответить',
  edit: 'Изменить',
  remove: 'Удалить',
  cancel: 'Отменить',
  actions: 'Действия с сообщением',
  react: 'Реакция',
  edited: 'изменено',
  forwarded: 'Переслано от',
  shareContactHint: 'отправит ваш номер',
  inTopic: 'Тема',
  topicClosed: 'Тема закрыта',
  topicReopened: 'Тема снова открыта',
  file: 'Файл',
  image: 'Изображение',
  sticky: 'Стикер',
  voiceNote: 'Голосовое',
  videoNote: 'Видеосообщение',
  lost: 'Связь прервана, восстанавливаем…',
  failed: 'Не получилось. Попробуйте ещё раз.',
  toChat: 'Чат с ботом',
  toMail: 'Почта',
  folders: 'Папки',
  allMail: 'Все письма',
  write: 'Написать письмо',
  emptyMail: 'Писем пока нет. Напишите первое — ответ появится здесь сам.',
  noFolderMail: 'В этой папке пусто.',
  chooseMail: 'Выберите письмо слева.',
  from: 'От кого',
  fromName: 'Имя',
  fromAddress: 'Адрес',
  to: 'Кому',
  subject: 'Тема',
  message: 'Текст',
  attachments: 'Вложения',
  plain: 'Текст',
  html: 'HTML',
  headers: 'Заголовки',
  time: 'Время',
  raw: 'Исходник',
  answer: 'Ответить',
  incoming: 'Вам',
  outgoing: 'От вас',
  back: 'К списку',
  noSubject: '(без темы)',
  noHtml: 'В письме нет HTML-части.',
  noPlain: 'В письме нет текстовой части.',
} as const

const clock = new Intl.DateTimeFormat('ru', {
  timeZone: 'Asia/Almaty',
  hour: '2-digit',
  minute: '2-digit',
})
const dayAndClock = new Intl.DateTimeFormat('ru', {
  timeZone: 'Asia/Almaty',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})

export function formatClock(at: Date): string {
  return clock.format(at)
}

export function formatDayAndClock(at: Date): string {
  return dayAndClock.format(at)
}

export function formatBytes(size: number): string {
  if (size < 1024) return `${size} Б`
  if (size < 1024 * 1024) return `${(size / 1024).toFixed(0)} КБ`
  return `${(size / 1024 / 1024).toFixed(1)} МБ`
}
