import type { incidentStages } from '../../db/schema/incidents.ts'
import type { Symptom } from '../incidents/symptoms.ts'
import type { Locale } from './locale.ts'

type Stage = (typeof incidentStages)[number]

const ru = {
  kind: 'Сбой',
  stages: {
    investigating: 'Разбираемся',
    identified: 'Причина найдена',
    monitoring: 'Проверяем исправление',
    resolved: 'Устранено',
  } as Record<Stage, string>,
  /** The first draft of a title, by what fails. */
  titles: {
    sign: 'Не подписываются документы',
    login: 'Не получается войти',
    send: 'Не отправляются документы',
    receive: 'Не приходят документы и сообщения',
    exchange: 'Не работает обмен с 1С',
    create: 'Не создаются документы',
    open: 'Не открываются страницы',
    slow: 'Платформа отвечает медленно',
    other: 'Сбой в работе платформы',
  } as Record<Symptom, string>,
  /** The first draft of what clients are told; staff make it their own. */
  drafts: {
    investigating:
      'Мы знаем о неполадке и уже разбираемся. Присылать новые обращения не нужно: сообщим, когда всё заработает.',
    identified: 'Причина найдена, исправляем. Сообщим, когда всё заработает.',
    monitoring: 'Исправление установлено, наблюдаем, всё ли работает.',
    resolved:
      'Неполадка устранена. Если у Вас всё ещё не работает, ответьте на это сообщение: обращение откроется снова.',
  } as Record<Stage, string>,
  known: (title: string) => `Похоже, это сбой, о котором мы уже знаем: ${title}.`,
  willTell: 'Отдельно напишем Вам, когда он будет устранён.',
  works: (title: string, until: string | null) =>
    until === null ? `Сейчас: ${title}.` : `Сейчас: ${title}, до ${until}.`,
  faults: 'Сбои, о которых мы знаем',
  updates: 'Как идут дела',
  since: (at: string) => `с ${at}`,
  solvedAt: (at: string) => `устранён ${at}`,
}
export type IncidentTexts = typeof ru

const kk: IncidentTexts = {
  kind: 'Іркіліс',
  stages: {
    investigating: 'Анықтап жатырмыз',
    identified: 'Себебі табылды',
    monitoring: 'Түзетуді тексеріп жатырмыз',
    resolved: 'Жойылды',
  },
  titles: {
    sign: 'Құжаттарға қол қойылмайды',
    login: 'Жүйеге кіру мүмкін болмай тұр',
    send: 'Құжаттар жіберілмейді',
    receive: 'Құжаттар мен хабарлар келмейді',
    exchange: '1С-пен алмасу жұмыс істемейді',
    create: 'Құжаттар жасалмайды',
    open: 'Беттер ашылмайды',
    slow: 'Платформа баяу жауап береді',
    other: 'Платформа жұмысындағы іркіліс',
  },
  drafts: {
    investigating:
      'Ақау туралы білеміз және себебін анықтап жатырмыз. Жаңа өтініш жіберудің қажеті жоқ: бәрі іске қосылғанда хабарлаймыз.',
    identified: 'Себебі табылды, түзетіп жатырмыз. Бәрі іске қосылғанда хабарлаймыз.',
    monitoring: 'Түзету орнатылды, бәрі жұмыс істей ме, бақылап отырмыз.',
    resolved:
      'Ақау жойылды. Егер Сізде әлі жұмыс істемесе, осы хабарға жауап беріңіз: өтініш қайта ашылады.',
  },
  known: (title) => `Бұл бізге белгілі іркіліс сияқты: ${title}.`,
  willTell: 'Ол жойылған кезде Сізге бөлек жазамыз.',
  works: (title, until) =>
    until === null ? `Қазір: ${title}.` : `Қазір: ${title}, аяқталуы: ${until}.`,
  faults: 'Бізге белгілі іркілістер',
  updates: 'Барысы',
  since: (at) => `басталуы: ${at}`,
  solvedAt: (at) => `жойылған уақыты: ${at}`,
}

const en: IncidentTexts = {
  kind: 'Disruption',
  stages: {
    investigating: 'Investigating',
    identified: 'Cause found',
    monitoring: 'Watching the fix',
    resolved: 'Resolved',
  },
  titles: {
    sign: 'Documents cannot be signed',
    login: 'Signing in does not work',
    send: 'Documents are not sent',
    receive: 'Documents and messages do not arrive',
    exchange: 'Exchange with 1C does not work',
    create: 'Documents cannot be created',
    open: 'Pages do not open',
    slow: 'The platform responds slowly',
    other: 'The platform is disrupted',
  },
  drafts: {
    investigating:
      'We know of the fault and are looking into it. There is no need to write again: we will tell you when everything works.',
    identified: 'The cause is found and we are fixing it. We will tell you when everything works.',
    monitoring: 'A fix is in place and we are watching whether everything works.',
    resolved:
      'The fault is fixed. If it still does not work for you, reply to this message and your request opens again.',
  },
  known: (title) => `This looks like a fault that we know of: ${title}.`,
  willTell: 'We will write to you when it is fixed.',
  works: (title, until) => (until === null ? `Now: ${title}.` : `Now: ${title}, until ${until}.`),
  faults: 'Faults that we know of',
  updates: 'Progress',
  since: (at) => `since ${at}`,
  solvedAt: (at) => `fixed ${at}`,
}

const all: Record<Locale, IncidentTexts> = { ru, kk, en }

/** Words for clients about faults and works, and the drafts that staff begin with. */
export function incidentTexts(locale: Locale): IncidentTexts {
  return all[locale]
}
