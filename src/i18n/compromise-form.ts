import type { Locale } from './locale.ts'

const ru = {
  title: 'Сообщить о компрометации ключа',
  lead: 'Регистрация не нужна. Время получения фиксируется сразу, реагирование идёт 24 часа в сутки. Ключ и пароль не присылайте.',
  first:
    'Отзовите ключ в личном кабинете НУЦ РК (pki.gov.kz) прямо сейчас: мы не можем сделать это за Вас.',
  happened: 'Что случилось и когда Вы узнали',
  number: 'ИИН или БИН клиента kense.app',
  holderName: 'Чей ключ: ФИО',
  serials: 'Серийный номер сертификата, если известен',
  kind: 'Что скомпрометировано',
  kinds: { key: 'ключ ЭЦП', access: 'логин и пароль kense.app', both: 'и то, и другое' },
  name: 'Ваше имя',
  email: 'Электронная почта для ответа',
  phone: 'Телефон для связи',
  contactHint: 'Укажите почту или телефон.',
  submit: 'Отправить уведомление',
  contactMissing: 'Укажите почту или телефон, чтобы мы могли ответить.',
  invalid: 'Проверьте почту или телефон.',
  done: (number: string) =>
    `Уведомление получено. Номер: ${number}. Ответ отправлен на указанную почту; без почты мы позвоним.`,
}
type FormWords = typeof ru

const kk: FormWords = {
  title: 'Кілттің компрометациясы туралы хабарлау',
  lead: 'Тіркелу қажет емес. Алынған уақыт бірден тіркеледі, әрекет ету тәулік бойы жүреді. Кілтті және құпиясөзді жібермеңіз.',
  first:
    'Кілтті ҚР ҰКО жеке кабинетінде (pki.gov.kz) дәл қазір кері қайтарып алыңыз: біз мұны Сіз үшін жасай алмаймыз.',
  happened: 'Не болды және қашан білдіңіз',
  number: 'kense.app клиентінің ЖСН немесе БСН',
  holderName: 'Кімнің кілті: аты-жөні',
  serials: 'Сертификаттың сериялық нөмірі, белгілі болса',
  kind: 'Не компрометацияланды',
  kinds: { key: 'ЭЦҚ кілті', access: 'kense.app логині мен құпиясөзі', both: 'екеуі де' },
  name: 'Атыңыз',
  email: 'Жауап алатын электрондық пошта',
  phone: 'Байланыс телефоны',
  contactHint: 'Поштаны немесе телефонды көрсетіңіз.',
  submit: 'Хабарлама жіберу',
  contactMissing: 'Жауап бере алуымыз үшін поштаны немесе телефонды көрсетіңіз.',
  invalid: 'Поштаны немесе телефонды тексеріңіз.',
  done: (number) =>
    `Хабарлама алынды. Нөмірі: ${number}. Жауап көрсетілген поштаға жіберілді; пошта болмаса, қоңырау шаламыз.`,
}

const en: FormWords = {
  title: 'Report a compromised key',
  lead: 'No account is needed. The time of receipt is recorded at once; we react day and night. Do not send the key or passwords.',
  first: 'Revoke the key in the NUC RK cabinet (pki.gov.kz) right now: we cannot do that for you.',
  happened: 'What happened, and when you learnt of it',
  number: 'IIN or BIN of the kense.app client',
  holderName: 'Whose key: full name',
  serials: 'Serial number of the certificate, if known',
  kind: 'What is compromised',
  kinds: { key: 'EDS key', access: 'login and password of kense.app', both: 'both' },
  name: 'Your name',
  email: 'E-mail for the answer',
  phone: 'Telephone',
  contactHint: 'Give an e-mail address or a telephone number.',
  submit: 'Send the notice',
  contactMissing: 'Give an e-mail address or a telephone number, so that we can answer.',
  invalid: 'Check the e-mail address or the telephone number.',
  done: (number) =>
    `The notice is received. Number: ${number}. The answer was sent to your e-mail address; without one we will call.`,
}

const all: Record<Locale, FormWords> = { ru, kk, en }

/** Words of the public form at `/compromise`. */
export function compromiseFormWords(locale: Locale): FormWords {
  return all[locale]
}
