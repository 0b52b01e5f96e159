import { describe, expect, test } from 'vitest'
import { isGratitude } from './gratitude.ts'

const thanks = [
  'Спасибо',
  'спасибо!',
  'Спасибо большое!!!',
  'Большое спасибо за помощь',
  'Спасибо, всё заработало.',
  'Благодарю за оперативный ответ.',
  'Понял, спасибо',
  'ок спасибо',
  'Ок',
  'Отлично, спасибо',
  'Спасибо, Айгуль!',
  'Айгуль, спасибо большое!',
  'Спасибо. Вопрос решён.',
  'Всё работает, спасибо!',
  'Добрый день! Спасибо за ответ, вопросов больше нет.',
  'Спасибо\n\nС уважением,\nИван Петров\nТОО «Ромашка»',
  'Спасибо, проблема решена, можно закрывать заявку',
  'Здравствуйте, спасибо за консультацию',
  'Рақмет',
  'Рахмет!',
  'Көп рақмет сізге!',
  'Үлкен рахмет, бәрі жұмыс істейді',
  'Рақмет, түсіндім',
  'Жарайды, рахмет',
  'Көмегіңіз үшін рақмет!',
  'Рақмет!\nҚұрметпен, Асқар',
  'Raqmet',
  'Thanks',
  'Thank you very much!',
  'thx',
  'Great, thank you so much for your help.',
  'Perfect, it works now. Thanks!',
  'Thanks a lot for the quick reply',
  'Thank you, John!\n\nBest regards,\nMary',
  '👍',
  '🙏🙏',
  'Спасибо 🙏',
]

const content = [
  '',
  'Спасибо, но всё равно не работает',
  'Спасибо. А когда будет готово?',
  'Спасибо, жду ответа',
  'не работает',
  'Спасибо, пришлите, пожалуйста, акт сверки',
  'Спасибо, теперь другая ошибка при подписании',
  'Спасибо, код 5012',
  'Благодарю, вышлите счёт',
  'Спасибо, нет доступа',
  'Ок, а что делать дальше',
  'Спасибо за ничего, деньги верните',
  'Хорошо, отправил скриншот',
  'Опять не приходит СМС, спасибо',
  'Спасибо, у коллеги такая же проблема',
  'Рақмет, бірақ әлі жұмыс істемейді',
  'Рахмет, қашан дайын болады?',
  'Рақмет, енді құжатты қалай жіберемін',
  'Жарайды, шот жіберіңіз',
  'Thanks, but it still fails',
  'Thanks. One more thing: I cannot sign',
  'Thank you, please send me the invoice',
  'Not solved, thanks',
  'Great, another error',
  'Thanks for nothing, I want a refund',
  'Спасибо, смотрите https://example.kz/x',
  'Мой ключ украли, спасибо',
  '👍 но не работает',
]

describe('a short thank-you', () => {
  test.each(thanks)('%j asks for nothing', (text) => {
    expect(isGratitude(text)).toBe(true)
  })

  test.each(content)('%j needs somebody', (text) => {
    expect(isGratitude(text)).toBe(false)
  })

  test('a long letter is never a thank-you', () => {
    expect(isGratitude('спасибо '.repeat(30))).toBe(false)
  })
})
