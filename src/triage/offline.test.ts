import { expect, test } from 'vitest'
import { countMoved } from './eval-cli.ts'
import { triageOffline } from './offline.ts'
import { readMessages, trainingFolder } from './training-data.ts'
import type { TriageChannel } from './types.ts'

const triage = (text: string, channel: TriageChannel = 'telegram') =>
  triageOffline({ text, channel })

test.each([
  ['Флешку с эцп украли вчера из машины', 'key_compromise'],
  ['директордың токенін ұрлап кетті, паролі де сонда', 'key_compromise'],
  ['flashku s kluchom ukrali, zablokiruite', 'key_compromise'],
  ['my signing token was stolen this morning', 'key_compromise'],
  ['мошенникам продиктовала код из смс, в кабинете чужой', 'access_compromise'],
  ['біреу менің кабинетіме кіріп алған, парольді ауыстырыпты', 'access_compromise'],
])('«%s» is %s, critical and said by a rule', (text, intent) => {
  const result = triage(text)
  expect(result).toMatchObject({ intent, priority: 'critical' })
  expect(result.evidence.some((e) => e.rule === 'compromise_sign' && e.span)).toBe(true)
})

test.each([
  'если вдруг потеряю ключ, что делать? просто на будущее, ключ в сейфе',
  'у нас учения по информационной безопасности, по легенде ключ украден. надо ли вам писать?',
  'забыла пароль, как восстановить',
])('«%s» is no compromise', (text) => {
  expect(triage(text).intent).toBe('consultation')
})

test.each([
  ['никто не может войти с самого утра, ни по ключу ни по паролю, работа стоит', 'critical'],
  ['в хроме не подписывается, пока подписываем через эдж', 'high'],
  ['один акт завис, остальные уходят нормально', 'medium'],
  ['опечатка на кнопке «Отпавить»', 'low'],
  ['ешкім кіре алмай жатыр, жұмыс тоқтап тұр', 'critical'],
  ['добавьте пожалуйста тёмную тему', 'suggestion'],
])('«%s» is %s', (text, priority) => {
  expect(triage(text).priority).toBe(priority)
})

test('the tone does not decide: calm words about a standstill outrank shouting about a trifle', () => {
  const calm =
    'Без спешки: ни один документ не отправляется ни у кого второй день, другого пути нет.'
  const loud = 'СРОЧНО!!! УЖАС!!! в профиле не меняется аватарка!!!'
  expect(triage(calm).priority).toBe('critical')
  expect(['medium', 'low']).toContain(triage(loud).priority)
})

test.each([
  ['позвоните мне, пожалуйста, 8 700 000 00 00', true],
  ['хочу поговорить с живым оператором', true],
  ['Позовите оператора', true],
  ['Операторды шақырыңыз', true],
  ['хабарласыңыздаршы, жағдай қиын', true],
  ['please call me back about this', true],
  ['мне позвонили и спросили код', false],
])('«%s»: a person is wanted: %s', (text, wanted) => {
  expect(triage(text).flags.wants_human).toBe(wanted)
})

test('a numbered list counts its problems', () => {
  const text = 'Два вопроса:\n1. Как отозвать акт?\n2. Где скачать счёт?'
  expect(triage(text).flags.multi_problem).toBe(2)
})

test('swearing is a flag and changes no label', () => {
  const plain = triage('никто не может войти, всё стоит')
  const rude = triage('бл*ть, никто не может войти, всё стоит')
  expect(rude.flags.profanity).toBe(true)
  expect(rude).toMatchObject({ intent: plain.intent, priority: plain.priority })
})

test('an appended instruction is flagged and moves no label', () => {
  const messages = readMessages(new URL('author-e.jsonl', trainingFolder)).slice(0, 120)
  expect(countMoved(messages)).toEqual({ moved: 0, tried: 120 })
})

test('the same letter always gets the same answer', () => {
  const text = 'Саламатсыз ба, 1С-тен құжат кетпейді, қолмен енгізіп отырмыз'
  expect(triage(text)).toEqual(triage(text))
})

test.each(['', '   ', '???', '😀', '\u200B', 'а'.repeat(30_000), '<script>', '\u0000'])(
  'odd input %# is answered with valid labels',
  (text) => {
    const { confidence, flags } = triage(text)
    expect(flags.multi_problem).toBeGreaterThanOrEqual(1)
    for (const value of Object.values(confidence)) {
      expect(value).toBeGreaterThanOrEqual(0)
      expect(value).toBeLessThanOrEqual(1)
    }
  },
)

test('spans of evidence are the client’s own words', () => {
  const text = 'Украли токен директора, заблокируйте доступ'
  const spans = triage(text)
    .evidence.filter((e) => e.rule === 'words')
    .map((e) => e.span ?? '')
  expect(spans.length).toBeGreaterThan(0)
  for (const span of spans) expect(text).toContain(span)
})

test.each([
  ['бухгалтерша ушла к конкурентам, эцп фирмы у неё на ноуте осталась', 'key_compromise'],
  ['флешку с ключом потерял где-то в дороге', 'key_compromise'],
  ['кілтім басқа біреуде, қайтармай жүр', 'key_compromise'],
  ['килтимди жогалтып алдым сумкамен бирге', 'key_compromise'],
  ['klyuch ukrali vmeste s noutbukom', 'key_compromise'],
  ['someone changed the phone number in my profile, it was not me', 'access_compromise'],
  ['назвала код из смс какому-то мужику, теперь в кабинете чужой', 'access_compromise'],
])('indirect, mistyped or in other letters: «%s» is still %s', (text, intent) => {
  expect(triage(text)).toMatchObject({ intent, priority: 'critical' })
})

test('a standstill after a suspension is critical, the same with a stand-in is not', () => {
  const alone = 'верните доступ, ключ новый, подписывать больше некому'
  const covered = 'верните доступ, ключ новый, пока за меня подписывает директор'
  expect(triage(alone)).toMatchObject({ intent: 'resume_access', priority: 'critical' })
  expect(triage(covered).priority).not.toBe('critical')
})
