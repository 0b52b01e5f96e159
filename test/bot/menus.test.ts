import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BotDesk, botDesk } from './desk.ts'
import { play } from './transcript.ts'

let desk: BotDesk
beforeAll(async () => {
  desk = await botDesk()
})
afterAll(() => desk.close())

const conversation = (name: string, script: string, person = {}) =>
  test(name, () => play(desk, script, person))

describe('shortcuts', () => {
  conversation(
    '/start greets, names the documents, and offers what there is',
    `
    client: /start
    bot: Здравствуйте! … Напишите своими словами … Политика конфиденциальности
    press: Мои обращения
    bot: У Вас пока нет обращений
    press: 🔴 Сообщить о компрометации
    bot: Что случилось?
    db: tickets=0
  `,
  )
  conversation(
    'in Kazakh for a Kazakh profile',
    `
    client: /start
    bot: Сәлеметсіз бе!
    client: /tickets
    bot: Әзірге өтінішіңіз жоқ
  `,
    { languageCode: 'kk' },
  )
  conversation(
    'in English for an English profile',
    `
    client: /help
    bot: Just write what happened
  `,
    { languageCode: 'en' },
  )
  conversation(
    'the language is switched at any time',
    `
    client: /language
    bot: Выберите язык … Тілді таңдаңыз … Choose
    press: Қазақша
    bot turns: Енді қазақша жауап беремін … Не болғанын жаза беріңіз
    client: /status
    bot: Қолдау қызметі қазір жұмыс істеп тұр
  `,
  )
  conversation(
    'the language of the words comes before that of the profile',
    `
    client: Сәлеметсіз бе, шот жіберілмейді, қате шығып тұр
    bot: Өтінішіңіз тіркелді … {A}
    db: {A} locale=kk
    client: /tickets
    bot: {A} … тіркелді
  `,
  )
  conversation(
    '/faq leads through topics to an answer in the chat',
    `
    client: /faq
    bot: Частые вопросы
    press: NCALayer
    bot turns: NCALayer. Выберите вопрос
    press: ‹ К темам
    bot turns: Частые вопросы
    press: NCALayer
    bot turns: NCALayer. Выберите вопрос … 1. Где скачать и как установить NCALayer
    press: 1
    bot: Где скачать … Помогло?
    press: 👎 Не помогло
    bot: Тогда напишите, что именно не получается
    press: 👍 Помогло
    bot: Рады, что помогло!
    db: tickets=0
  `,
  )
  conversation(
    '/faq with words searches',
    `
    client: /faq забыл пароль от ключа
    bot: Вот что нашлось
    press: 1
    bot: Забыт пароль от ключа ЭЦП … Помогло?
  `,
  )
  conversation(
    'an article without an English text says so',
    `
    client: /start faq_ncalayer-install
    bot: available in Russian only … Где скачать
  `,
    { languageCode: 'en' },
  )
  conversation(
    '/status tells the hours and the open tickets',
    `
    client: Не уходят счета
    bot: {A} принято
    client: /status
    bot: сейчас работает, до … 18:00 (время Астаны) … 1 открытое обращение
    later: 12 h
    client: /status
    bot: Сейчас нерабочее время. Продолжим работу: … 09:00 (время Астаны)
    later: 12 h
  `,
  )
  conversation(
    'a chat hears of faults from now on, and no more, by one button',
    `
    client: /status
    bot: Работ и сбоев, о которых мы знаем, сейчас нет
    press: 🔔 Сообщать о сбоях
    bot: Готово. Напишем сюда
    press: 🔕 Не сообщать о сбоях
    bot: больше не пишем
  `,
  )
  conversation(
    'a chosen tariff becomes a ticket, no payment is taken',
    `
    client: /tariff
    bot: Старт — бесплатно … Бизнес … в месяц … Оплату бот не принимает
    press: Выбрать «Бизнес»
    bot: {A} принято
    db: {A} intent=billing text="Хочу выбрать тариф «Бизнес»."
  `,
  )
  conversation(
    'a link to a tariff chooses it, one that is not on offer is refused',
    `
    client: /start tariff_secret
    bot: Этот тариф больше не предлагается
    client: /start tariff_business
    bot: {A} принято
    db: {A} intent=billing text="Хочу выбрать тариф «Бизнес»."
  `,
  )
  conversation(
    '/suggest makes the next words a suggestion',
    `
    client: /suggest
    bot: Что улучшить?
    client: Добавьте тёмную тему в кабинет
    bot: {A} принято
    db: {A} intent=suggestion priority=suggestion
  `,
  )
  conversation(
    '/abuse makes the next words a report of a violation',
    `
    client: /abuse
    bot: Опишите нарушение
    client: Контрагент рассылает рекламу через документы
    bot: {A} принято
    db: {A} intent=abuse_report
  `,
  )
  conversation(
    '/new opens a ticket of its own although another is open',
    `
    client: Не уходят счета
    bot: {A} принято
    client: /new
    bot: Слушаю Вас
    client: Как сменить директора?
    bot: {B} принято
    db: tickets=2
  `,
  )
  conversation(
    'a question of the bot can be taken back',
    `
    client: /suggest
    bot: Что улучшить?
    press: Отмена
    bot turns: Хорошо, отменено
    client: Не уходят счета
    bot: {A} принято
    db: {A} intent=incident
  `,
  )
  conversation(
    'a mistyped command is answered and opens nothing',
    `
    client: /tikets
    bot: Такой команды нет
    db: tickets=0
  `,
  )
  conversation(
    'words that begin with a slash are words',
    `
    client: /оплата не проходит с утра
    bot: {A} принято
  `,
  )
  conversation(
    '/privacy says what is kept and what is hidden',
    `
    client: /privacy
    bot: Пароли, номера карт и ИИН в переписке скрыты … Политика конфиденциальности
  `,
  )
  conversation(
    'a link to a ticket opens one’s own',
    `
    client: Не уходят счета
    bot: {A} принято
    staff triages: medium
    client: /tickets
    bot: {A} — зарегистрировано … Не уходят счета … Регламентное время
  `,
  )
  conversation(
    'a link to somebody else’s ticket answers as not existing',
    `
    client: /start ticket_483920179
    bot: Такого обращения нет
  `,
  )
})

describe('my tickets', () => {
  conversation(
    'each shows its status, its time and our last answer, and what can be done',
    `
    client: Не уходят счета
    bot: {A} принято
    staff triages: medium
    staff: Очередь освобождена, попробуйте снова
    bot: Очередь освобождена
    client: /tickets
    bot: {A} — в работе … Не уходят счета … (время Астаны) … Последний ответ: Очередь освобождена
    buttons: Дописать | Закрыть
    press: Закрыть
    bot: Обращение {A} решено … Оцените
    db: {A} closed
    client: /tickets
    bot: {A} — закрыто
    buttons: Открыть снова | Оценить
    press: Открыть снова
    bot: Обращение {A} открыто снова
    db: {A} in_progress
  `,
  )
  conversation(
    '«Дописать» makes the next words go there',
    `
    client: Не уходят счета
    bot: {A} принято
    client: /new
    bot: Слушаю Вас
    client: Не открывается архив
    bot: {B} принято
    client: /tickets
    bot: {B}
    bot: {A}
    press: Дописать
    bot: Следующее сообщение попадёт в {A}
    client: Номер счёта 125
    bot: Добавлено в {A}
    db: {A} messages=2
  `,
  )
  conversation(
    'five tickets come in two pages',
    `
    client: Первый вопрос про счета
    bot: {A} принято
    client: /new
    bot: Слушаю
    client: Второй вопрос про акты
    bot: {B} принято
    client: /new
    bot: Слушаю
    client: Третий вопрос про договоры
    bot: {C} принято
    client: /new
    bot: Слушаю
    client: Четвёртый вопрос про архив
    bot: {D} принято
    client: /new
    bot: Слушаю
    client: Пятый вопрос про доступ
    bot: {E} принято
    client: /tickets
    bot: {E}
    bot: {D}
    bot: {C}
    bot: {B}
    press: Показать ещё
    bot: {A}
  `,
  )
})

describe('rating and reopening', () => {
  conversation(
    'one vote per closure, changeable, with words if one likes',
    `
    client: Не уходят счета
    bot: {A} принято
    staff resolves: Освободили очередь
    bot: Освободили очередь … Обращение {A} решено … Оцените
    buttons: 1 | 2 | 3 | 4 | 5 | Не решено
    press: 3
    bot: Спасибо! Ваша оценка: 3
    press: 5
    bot: Спасибо! Ваша оценка: 5
    press: Добавить пару слов
    bot: Что было хорошо, что нет?
    client: Быстро и по делу
    bot: Спасибо, записали.
    db: {A} resolved rating="5 Быстро и по делу" messages=1
  `,
  )
  conversation(
    '«не решено» reopens the same ticket and asks what remains',
    `
    client: Не уходят счета
    bot: {A} принято
    staff resolves: Освободили очередь
    bot: Обращение {A} решено
    press: Не решено
    bot: Обращение {A} открыто снова. Что осталось нерешённым?
    client: Второй счёт всё ещё не ушёл
    db: {A} in_progress cycle=2 messages=2 tickets=1
    press: 5
    toast: открыто снова, оценить его можно будет после решения
  `,
  )
  conversation(
    'thanks to a solved ticket reopen nothing',
    `
    client: Не уходят счета
    bot: {A} принято
    staff resolves: Освободили очередь
    bot: Обращение {A} решено
    client: Спасибо большое!
    db: {A} resolved messages=2 seen=❤
  `,
  )
  conversation(
    'words after the end are a new question',
    `
    client: Не уходят счета
    bot: {A} принято
    staff resolves: Освободили очередь
    bot: Обращение {A} решено
    client: Как сменить тариф?
    bot: {B} принято
    db: {A} resolved
    db: tickets=2
  `,
  )
  conversation(
    'a reply to the ended ticket opens it again',
    `
    client: Не уходят счета
    bot: {A} принято
    staff resolves: Освободили очередь
    bot: Обращение {A} решено
    client reply: Опять не уходят
    bot: Обращение {A} «Не уходят счета» открыто снова
    db: {A} in_progress cycle=2
  `,
  )
})

test('commands are described in each language', async () => {
  await desk.support.announceCommands()
  const of = (languageCode: string) => {
    const user = desk.telegram.world.createUser({ languageCode })
    return desk.telegram.world.commands(user.id)
  }
  const names = (list: { command: string }[]) => list.map(({ command }) => command)
  expect(names(of('ru'))).toEqual(names(of('kk')))
  expect(names(of('ru'))).toHaveLength(12)
  expect(of('ru')[0]?.description).toBe('Новое обращение')
  expect(of('kk')[0]?.description).toBe('Жаңа өтініш')
  expect(of('de')[0]?.description).toBe('Новое обращение')
})
