/** The page of settings. */
export const settingsRu = {
  title: 'Настройки',
  intro: 'Эти сведения видят клиенты: в письмах, в боте и на сайте поддержки.',
  company: 'Компания',
  companyNameRu: 'Название по-русски',
  companyNameKk: 'Название по-казахски',
  companyNameEn: 'Название по-английски',
  companyBin: 'БИН',
  documents: 'Основные документы',
  documentsHint: 'Ссылки внизу каждого письма, в /start и /privacy бота.',
  agreementUrl: 'Пользовательское соглашение',
  offerUrl: 'Публичная оферта',
  privacyUrl: 'Политика конфиденциальности',
  work: 'Работа поддержки',
  supportPhone: 'Телефон поддержки',
  autoCloseDays: 'Закрывать решённые обращения после стольких рабочих дней тишины',
  submit: 'Сохранить',
}
