/** Words of the public pages; `kk` and `en` have the type of this one. */
export const publicRu = {
  skip: 'К содержанию',
  language: 'Язык',
  siteTitle: 'Поддержка kense.app',
  landing: {
    title: 'Чем помочь?',
    lead: 'Служба поддержки kense.app: электронные документы, ЭЦП и интеграция с 1С.',
    ask: 'Найдите ответ',
    channels: 'Или напишите нам',
    telegram: 'Telegram-бот',
    telegramText: 'ответит номером обращения за секунды',
    email: 'Почта',
    phone: 'Телефон',
    hours: 'По рабочим дням с 9:00 до 18:00 по времени Астаны',
    compromise: 'Ключ ЭЦП украден или пароль узнал другой?',
    compromiseText:
      'Сообщите сразу, в любое время: приостановим доступ. Сам ключ отзывает НУЦ РК на pki.gov.kz.',
    staff: 'Вход для сотрудников',
  },
  help: {
    title: 'Справка',
    search: 'Ваш вопрос',
    searchHint: 'например: «не приходит код», «NCALayer не видит ключ»',
    submit: 'Найти',
    results: 'Похожие статьи',
    nothing: 'Ответа не нашлось. Напишите нам, мы поможем.',
    all: 'Все статьи',
    back: 'Ко всем статьям',
    onlyRussian: '',
    write: 'Не помогло? Напишите нам',
    print: 'Статью можно напечатать',
    sections: {
      support: 'Поддержка',
      eds: 'ЭЦП и ключи',
      security: 'Безопасность',
      account: 'Личный кабинет',
      ncalayer: 'NCALayer',
      integration: 'Интеграция с 1С',
      billing: 'Тарифы и оплата',
      platform: 'Платформа',
      workplace: 'Рабочее место',
      documents: 'Документы',
    } as Record<string, string>,
    notFound: 'Такой статьи нет',
  },
  rate: {
    title: 'Оцените ответ',
    about: (number: string) => `Обращение ${number}`,
    question: 'Насколько вы довольны решением?',
    scale: ['плохо', 'так себе', 'нормально', 'хорошо', 'отлично'],
    comment: 'Что стоит улучшить (необязательно)',
    submit: 'Отправить оценку',
    again: 'Изменить оценку',
    thanks: 'Спасибо! Оценка записана.',
    given: (score: number) => `Ваша оценка: ${score} из 5. Её можно изменить.`,
    notSolved: 'Не решено?',
    notSolvedText: 'Откроем то же обращение снова, номер останется прежним.',
    whatRemains: 'Что осталось (необязательно)',
    reopen: 'Открыть снова',
    reopened: 'Обращение открыто снова. Мы продолжим работу под тем же номером.',
    outdated: 'Эта ссылка относится к прежнему решению. Воспользуйтесь последним письмом.',
    invalid: 'Ссылка недействительна',
    invalidText: 'Проверьте, что адрес скопирован целиком.',
    chooseScore: 'Выберите оценку от 1 до 5.',
  },
  error: {
    title: 'Не получилось',
    unexpected: 'Это наша ошибка, она записана. Номер ошибки:',
    home: 'На главную',
    pageNotFound: 'Такой страницы нет.',
  },
} as const

type Words<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : T extends readonly string[]
      ? readonly string[]
      : { readonly [K in keyof T]: Words<T[K]> }

export type PublicWords = Words<typeof publicRu>
