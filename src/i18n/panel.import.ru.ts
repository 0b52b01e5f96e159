import { pluralRu } from './sla-plural.ts'

/** The page that brings in clients from a table. */
export const importRu = {
  title: 'Загрузка клиентов',
  intro:
    'Таблица CSV с заголовками в первой строке. Сначала проверка: она ничего не записывает. Клиенты, которые уже есть, остаются как есть, поэтому исправленный файл можно загрузить снова.',
  format:
    'UTF-8 или Windows-1251, разделитель любой обычный. Обязателен столбец «Название»; ИИН или БИН, если он есть.',
  columnsTitle: 'Какие столбцы понимаем',
  file: 'Файл CSV',
  check: 'Проверить',
  bringIn: 'Загрузить',
  dryRun: 'Проверка: ничего не записано',
  done: 'Загружено',
  rows: (n: number) => `${n} ${pluralRu(n, 'строка', 'строки', 'строк')}`,
  wouldCreate: 'Будет заведено',
  created: 'Заведено',
  known: 'Уже есть',
  faulty: 'С ошибками',
  readAs: (encoding: string, separator: string) =>
    `Кодировка ${encoding}, разделитель ${separator}`,
  separators: { ';': 'точка с запятой', ',': 'запятая', '\t': 'табуляция', '|': 'черта' } as Record<
    string,
    string
  >,
  ignored: (names: string) => `Не понимаем и пропускаем столбцы: ${names}`,
  faults: { line: 'Строка', column: 'Столбец', what: 'Что не так' },
  more: (n: number) => `И ещё ошибок: ${n}. Полный список выдаёт kense clients import.`,
  columns: {
    kind: 'Вид',
    name: 'Название',
    number: 'ИИН или БИН',
    nonResident: 'Нерезидент',
    noNumberReason: 'Почему без номера',
    acceptedVersion: 'Версия документов',
    reservations: 'Оговорки',
    platformId: 'Код платформы',
    personName: 'Руководитель',
    personIin: 'ИИН руководителя',
    phone: 'Телефон',
    email: 'Почта',
  },
  errors: {
    importNoName: 'В первой строке нет столбца «Название»: это точно таблица с заголовками?',
    importNoFile: 'Выберите файл.',
    importOpenQuote: 'Кавычка открыта и не закрыта: дальше файл не прочитан.',
    importRepeated: 'Этот клиент уже встретился в файле выше.',
    kindUnknown: 'Такого вида клиента нет.',
    yesNo: 'Здесь бывает только да или нет.',
  },
} as const
