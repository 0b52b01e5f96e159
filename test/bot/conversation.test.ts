import { afterAll, beforeAll, describe, test } from 'vitest'
import { type BotDesk, botDesk } from './desk.ts'
import { play } from './transcript.ts'

let desk: BotDesk
beforeAll(async () => {
  desk = await botDesk()
})
afterAll(() => desk.close())

const conversation = (name: string, script: string, person = {}) =>
  test(name, () => play(desk, script, person))

describe('before the ticket, the answer', () => {
  conversation(
    'an offered answer that helped solves the ticket, with a way back',
    `
    client: Как установить NCALayer?
    bot: {A} принято … Возможно, ответ уже есть … Где скачать и как установить NCALayer
    buttons: 1 | 2 | 3 | 👍 Помогло | 👎 Не помогло
    db: {A} registered offers=shown
    press: 👍 Помогло
    bot: Рады, что помогло! Обращение {A} решено
    buttons: 1 | 2 | 3 | 4 | 5 | Не решено
    db: {A} resolved offers=helped
    press: Не решено
    bot: Обращение {A} открыто снова
    db: {A} in_progress cycle=2
  `,
  )
  conversation(
    'an answer that did not help hands the ticket to a person',
    `
    client: Как установить NCALayer?
    bot: {A} принято
    press: 1
    bot: Где скачать … Помогло?
    press: 👎 Не помогло
    bot: Обращение {A} передано специалисту … Регламентное время
    db: {A} registered offers=not_helped
  `,
  )
  conversation(
    'out of hours the hand-off says when work resumes',
    `
    later: 12 h
    client: Как установить NCALayer?
    bot: {A} принято … Сейчас нерабочее время
    press: 👎 Не помогло
    bot: передано специалисту … Служба поддержки продолжит работу: … 09:00 (время Астаны)
    later: 12 h
  `,
  )
  conversation(
    'a thumb up on the offered answers counts as helped',
    `
    client: Как установить NCALayer?
    bot: {A} принято
    reacts: 👍
    bot: Рады, что помогло! Обращение {A} решено
    db: {A} resolved offers=helped
  `,
  )
  conversation(
    'other reactions are only kept',
    `
    client: Как установить NCALayer?
    bot: {A} принято
    reacts: 🤔
    silence:
    db: {A} registered audited=client.reacted
  `,
  )
})

describe('one question at a time', () => {
  conversation(
    'a missing detail is asked once, its answer is a fact of the ticket',
    `
    client: Не могу войти в кабинет, выдаёт ошибку
    bot: {A} принято … Как Вы входите в kense.app?
    buttons: По сертификату | ИИН и пароль | Не входит никак | Пропустить
    press: По сертификату
    bot: Записал, спасибо. … Каким браузером пользуетесь?
    press: Chrome
    bot: Записал, спасибо.
    db: {A} registered facts=login:certificate,browser:chrome messages=3
  `,
  )
  conversation(
    'a skipped question ends the questions',
    `
    client: Не могу войти в кабинет, выдаёт ошибку
    bot: {A} принято
    press: Пропустить
    bot: Хорошо, обойдёмся без этого.
    db: {A} facts=login:- messages=1
  `,
  )
  conversation(
    'the same answer twice is written once',
    `
    client: Не могу войти в кабинет, выдаёт ошибку
    bot: {A} принято
    press: ИИН и пароль
    bot: Каким браузером
    press: ИИН и пароль
    bot: Записал, спасибо.
    db: {A} facts=login:password,browser:- messages=2
  `,
  )
})

describe('one ticket, one problem', () => {
  conversation(
    'several problems are split when the client agrees',
    `
    client: 1) Не уходит счёт в 1С\\n2) Как сменить тариф?
    bot: {A} принято … Похоже, здесь 2 вопроса
    press: Разделить
    bot: Готово … {A} Не уходит счёт в 1С … {B} Как сменить тариф?
    bot: {B} принято
    db: tickets=2
    db: {A} messages=1 subject="Не уходит счёт в 1С" links=1
    db: {B} messages=1 subject="Как сменить тариф?"
  `,
  )
  conversation(
    'they stay together when he does not',
    `
    client: 1) Не уходит счёт в 1С\\n2) Как сменить тариф?
    bot: {A} принято
    press: Оставить вместе
    bot: Хорошо, оставляем вместе.
    db: tickets=1
  `,
  )
  conversation(
    'a ticket is split once',
    `
    client: 1) Не уходит счёт в 1С\\n2) Как сменить тариф?
    bot: {A} принято
    press: Разделить
    bot: Готово
    bot: принято
    press: Разделить
    toast: уже перенесено
    db: tickets=2
  `,
  )
})

describe('where words go', () => {
  conversation(
    'later words join the open ticket, and the client sees its ID',
    `
    client: Не уходят счета
    bot: {A} принято
    client: Уже второй день
    bot: Добавлено в {A} «Не уходят счета»
    buttons: Это новый вопрос
    db: {A} messages=2 tickets=1
  `,
  )
  conversation(
    'one tap takes a new question out into its own ticket',
    `
    client: Не уходят счета
    bot: {A} принято
    client: А как сменить директора?
    bot: Добавлено в {A}
    press: Это новый вопрос
    bot: {B} принято
    db: {A} messages=1 text="Не уходят счета"
    db: {B} messages=1 text="А как сменить директора?" tickets=2
    press: Это новый вопрос
    toast: уже перенесено
  `,
  )
  conversation(
    'with several open tickets and no hint one question with buttons decides',
    `
    client: Не уходят счета
    bot: {A} принято
    client: /new
    bot: Слушаю Вас
    client: Не открывается архив договоров
    bot: {B} принято
    client: Попробовал ещё раз, то же самое
    bot: Добавлено в {B} … Это о другом? Выберите обращение
    buttons: {A} Не уходят счета | Это новый вопрос
    press: {A} Не уходят счета
    bot: Перенесено в {A}
    db: {A} messages=2
    db: {B} messages=1
    client: И сегодня тоже
    bot: Добавлено в {A}
  `,
  )
  conversation(
    'an ID in the words decides without a question',
    `
    client: Не уходят счета
    bot: {A} принято
    client: /new
    bot: Слушаю Вас
    client: Не открывается архив договоров
    bot: {B} принято
    client: По {A}: заработало с утра
    bot: Добавлено в {A}
    buttons: Это новый вопрос
    db: {A} messages=2
  `,
  )
  conversation(
    'a reply to a message about a ticket joins that ticket',
    `
    client: Не уходят счета
    bot: {A} принято
    client reply: Номер счёта 125
    bot: Добавлено в {A}
    db: {A} messages=2
  `,
  )
  conversation(
    'a quote of our message stands before the answer to it',
    `
    client: Не уходят счета
    bot: {A} принято
    quotes принято: Спасибо, жду звонка в 15:00
    bot: Добавлено в {A}
    db: {A} text="Не уходят счета / > принято\\nСпасибо, жду звонка в 15:00"
  `,
  )
  conversation(
    'an ID of somebody else joins nothing',
    `
    client: По обращению KNS-483-920-179 что слышно?
    bot: {A} принято
    db: tickets=1
  `,
  )
  conversation(
    'words that woke a waiting ticket and belong elsewhere leave it waiting',
    `
    client: Не уходят счета
    bot: {A} принято
    staff asks: Какая ошибка?
    bot: Какая ошибка?
    db: {A} waiting_for_client
    client: Хочу ещё спросить про тариф
    db: {A} in_progress
    later: 1 s
  `,
  )
})

describe('turn-taking', () => {
  conversation(
    'once a person has answered, the bot only marks further words as seen',
    `
    client: Не уходят счета
    bot: {A} принято
    staff: Проверяем, скажите номер счёта
    bot: Ерлан, поддержка kense.app: … Проверяем … {A}
    client: Номер 125
    db: {A} messages=2 seen=👀
    client: И ещё 126
    silence:
  `,
  )
  conversation(
    'a question of a person puts the ticket to wait, the answer wakes it',
    `
    client: Не уходят счета
    bot: {A} принято
    staff asks: Какой номер счёта?
    bot: Какой номер счёта? … ответьте на это сообщение
    db: {A} waiting_for_client
    client reply: 125
    db: {A} in_progress seen=👀
  `,
  )
  conversation(
    'a thumb up on the last answer of a person solves the ticket',
    `
    client: Не уходят счета
    bot: {A} принято
    staff: Перезапустите обмен, очередь освободили
    bot: Перезапустите обмен
    reacts: 👍
    bot: Рады, что помогло! Обращение {A} решено
    db: {A} resolved
  `,
  )
  conversation(
    'a thumb up on a question solves nothing',
    `
    client: Не уходят счета
    bot: {A} принято
    staff asks: Пришлёте снимок?
    bot: Пришлёте снимок?
    reacts: 👍
    silence:
    db: {A} waiting_for_client
  `,
  )
  conversation(
    'somebody who asks for a person is asked nothing',
    `
    client: Не могу войти в кабинет, нужен живой человек
    bot: {A} принято … Можно дописать подробности
    db: {A} facts=null
  `,
  )
})
