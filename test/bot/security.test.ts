import { afterAll, beforeAll, describe, test } from 'vitest'
import { createLink } from '../../src/clients/create-link.ts'
import { buildClient, head } from '../clients/build-client.ts'
import { type BotDesk, botDesk } from './desk.ts'
import { play } from './transcript.ts'

let desk: BotDesk
beforeAll(async () => {
  desk = await botDesk()
})
afterAll(() => desk.close())

const conversation = (name: string, script: string, person = {}) =>
  test(name, () => play(desk, script, person))

describe('compromise in at most three steps, at any hour, by anybody', () => {
  conversation(
    'the first step registers it, two more tell whose and when',
    `
    client: /compromise
    bot: Что случилось?
    press: Ключ потерян или украден
    bot: Принято: {A}. Время получения: … (время Астаны) … Чей это ключ
    bot: Уведомление о компрометации получено … {A} … 24 часа … Отзовите ключ
    db: {A} priority=critical intent=key_compromise case=open cause=lost
    press: Мой собственный
    bot: Когда Вы об этом узнали?
    press: Сегодня
    bot: Спасибо, всё записано в {A}
    db: {A} messages=3
  `,
  )
  conversation(
    'own words do as well, at night',
    `
    later: 14 h
    client: /compromise
    bot: Что случилось?
    client: Уволенный бухгалтер не вернул токен
    bot: Принято: {A}
    bot: Уведомление о компрометации получено
    client: Иванов И., ТОО Ромашка
    bot: Когда Вы об этом узнали?
    client: вчера вечером
    bot: Спасибо, всё записано в {A}
    db: {A} messages=3 priority=critical
    later: 10 h
  `,
  )
  conversation(
    'a report left after the first step stands',
    `
    client: /compromise
    bot: Что случилось?
    press: Узнали пароль от kense.app
    bot: Принято: {A}
    bot: Уведомление о компрометации получено
    db: {A} intent=access_compromise priority=critical case=open cause=third_party
    press: Пропустить
    bot: Когда
    press: Пропустить
    bot: Спасибо
  `,
  )
  conversation(
    'it is recognised in free words, in Kazakh',
    `
    client: Кілтімді жоғалтып алдым, не істеймін?
    bot: Компрометация туралы хабарлама алынды … {A}
    buttons: Кілт иесін көрсету
    press: Кілт иесін көрсету
    bot: Бұл кімнің кілті
    press: Өзімдікі
    bot: Бұл туралы қашан білдіңіз?
    press: Жаңа ғана
    bot: Рақмет, бәрі жазылды: {A}
    db: {A} intent=key_compromise
  `,
    { languageCode: 'kk' },
  )
  conversation(
    'a key file is not fetched, and the form is offered at once',
    `
    sends: keyfile Подскажите, почему не подходит
    bot: Файл ключа ЭЦП мы не сохранили
    buttons: 🔴 Сообщить о компрометации
    press: 🔴 Сообщить о компрометации
    bot: Что случилось?
    press: Отмена
    bot turns: Хорошо, отменено
    bot: {A} принято
    db: {A} verdicts=blocked
  `,
  )
  conversation(
    'a pasted private key is hidden, and the form is offered at once',
    `
    client: Вот ключ -----BEGIN PRIVATE KEY-----MIIBVQIBADANBgkq-----END PRIVATE KEY----- проверьте
    bot: В сообщении был закрытый ключ. Мы его скрыли
    buttons: 🔴 Сообщить о компрометации
    bot: Уведомление о компрометации получено … {A}
    db: {A} text="Вот ключ ⟦PRIVATE_KEY⟧ проверьте"
  `,
  )
})

describe('secrets are masked everywhere but in the original', () => {
  conversation(
    'a password',
    `
    client: Мой пароль: Qwerty123, почему не пускает?
    bot: {A} принято
    db: {A} text="Мой пароль: ⟦SECRET⟧, почему не пускает?"
    db: original="Мой пароль: Qwerty123, почему не пускает?"
  `,
  )
  conversation(
    'an IIN and a card, also in the subject and in an edit',
    `
    client: ИИН 900101389960 не принимает
    bot: {A} принято
    db: {A} subject="ИИН 900101****** не принимает"
    client edits: ИИН 900101389960 не принимает, карта 4111 1111 1111 1111
    db: {A} text="ИИН 900101****** не принимает, карта **** 1111" versions=1
  `,
  )
})

describe('files', () => {
  conversation(
    'a file over 20 MB gets a way by mail',
    `
    sends: big-file Копия базы
    bot: {A} принято … Файл больше 20 МБ. … support@kense.app
    db: {A} verdicts=refused text="Копия базы"
  `,
  )
  conversation(
    'also when the ticket is acknowledged already',
    `
    client: Не уходят счета
    bot: {A} принято
    sends: big-file Копия базы
    bot: {A}: приняты не … Файл больше 20 МБ
    bot: Добавлено в {A}
  `,
  )
  conversation(
    'a BMP is judged by its bytes as in a mail, and its words are kept',
    `
    sends: bmp Снимок экрана
    bot: {A} принято … BMP
    db: {A} verdicts=refused text="Снимок экрана"
  `,
  )
  conversation(
    'a photo, a voice and a video are kept',
    `
    sends: photo Вот ошибка
    sends: voice
    sends: video
    bot: {A} принято
    db: {A} verdicts=accepted,accepted,accepted messages=3
  `,
  )
})

describe('who is speaking', () => {
  beforeAll(async () => {
    await buildClient({ ...desk.operator })
  })
  conversation(
    'one’s own contact card with a trusted phone proves it, once and for all tickets',
    `
    client: /link
    bot: Подтвердите, что это Вы
    bot: Нет этого телефона под рукой?
    key: Отправить мой номер
    bot: Готово, Вы подтверждены
    bot: К Вашим данным привязан Telegram
    db: assurance=verified
    client: /link
    bot: Вы подтверждены: ТОО «Ромашка»
    press: Отвязать
    bot: Отвязано
    db: assurance=unknown
  `,
    { phoneNumber: head.phone },
  )
  conversation(
    'staff unlink a chat, its owner hears of it and keeps his tickets',
    `
    client: Не уходят счета
    bot: {A} принято
    client: /link
    bot: Подтвердите, что это Вы
    bot: Нет этого телефона
    key: Отправить мой номер
    bot: Готово, Вы подтверждены
    bot: К Вашим данным привязан Telegram
    staff unlinks: the chat
    bot: Специалист поддержки отвязал этот чат … /link
    db: assurance=unknown tickets=1
    client: /tickets
    bot: {A}
  `,
    { phoneNumber: head.phone },
  )
  conversation(
    'somebody else’s card proves nothing',
    `
    client: /link
    bot: Подтвердите, что это Вы
    bot: Нет этого телефона
    sends: other-contact
    bot: Это чужой контакт
    db: assurance=unknown tickets=0
  `,
  )
  conversation(
    'a number that is not trusted proves nothing',
    `
    client: /link
    bot: Подтвердите, что это Вы
    bot: Нет этого телефона
    key: Отправить мой номер
    bot: Этого номера нет среди доверенных
    db: assurance=unknown
  `,
    { phoneNumber: '+77019999999' },
  )
  conversation(
    'a contact card outside the linking is a message like others',
    `
    sends: other-contact
    bot: {A} принято
    db: {A} text="[контакт: Ерлан, +77010000099]"
  `,
  )
  conversation(
    'a staff-like name changes nothing',
    `
    client: Не уходят счета
    bot: {A} принято
    db: {A} registered intent=incident
    db: assurance=unknown
  `,
    { firstName: 'Оператор kense support' },
  )
  conversation(
    'a code to the trusted mailbox, and only the right one, proves it',
    `
    client: /link
    bot: Подтвердите
    bot: Нет этого телефона
    press: Код на доверенную почту
    bot: На какую доверенную почту
    client: не почта
    bot: Это не похоже на адрес
    client: ${head.email}
    bot: Если адрес среди доверенных
    client: 000
    bot: Код не подошёл
    db: assurance=unknown tickets=0
    types: the code from his mail
    bot: Готово, Вы подтверждены
    bot: К Вашим данным привязан Telegram
    db: assurance=verified
  `,
    { phoneNumber: '+77018888888', firstName: 'Код' },
  )
  conversation(
    'the same is said for an address that nobody trusts, and no code goes there',
    `
    client: /link
    bot: Подтвердите
    bot: Нет этого телефона
    press: Код на доверенную почту
    bot: На какую доверенную почту
    client: stranger@mail.example
    bot: Если адрес среди доверенных
    mails: stranger@mail.example 0
    press: Отмена
    bot turns: Хорошо, отменено
    db: assurance=unknown
  `,
    { phoneNumber: '+77018888887' },
  )
  test('a one-time link works once', async () => {
    const [person] = await desk.sql`select contact_id as id from client_contact limit 1`
    const { token } = await createLink(desk.operator, { contactId: String(person?.id) })
    await play(
      desk,
      `
      client: /start link_${token}
      bot: Готово, Вы подтверждены
      bot: К Вашим данным привязан Telegram
      db: assurance=verified
    `,
    )
    await play(
      desk,
      `
      client: /start link_${token}
      bot: Ссылка не действует
      db: assurance=unknown
    `,
    )
  })
  test('one person for several organisations: for which one is asked once', async () => {
    const second = { name: 'ТОО «Василёк»', number: '' }
    await buildClient(desk.operator, {
      ...second,
      noNumberReason: 'Нерезидент',
      nonResident: true,
      person: { ...head, phone: '+77010000001' },
    })
    await play(
      desk,
      `
      client: /link
      bot: Подтвердите, что это Вы
      bot: Нет этого телефона
      key: Отправить мой номер
      bot: Готово, Вы подтверждены
      bot: К Вашим данным привязан Telegram
      client: /link
      bot: Вы подтверждены: ТОО «Василёк», ТОО «Ромашка»
      client: Не могу войти в кабинет, выдаёт ошибку
      bot: {A} принято … От имени какой
      buttons: ТОО «Василёк» | ТОО «Ромашка»
      press: ТОО «Ромашка»
      bot: Записал, спасибо … Как Вы входите
      press: Пропустить
      bot: Хорошо, обойдёмся
      press: ТОО «Василёк»
      bot: Записал
      db: {A} text="Не могу войти в кабинет, выдаёт ошибку / От имени: ТОО «Ромашка»"
    `,
      { phoneNumber: head.phone },
    )
  })
})
