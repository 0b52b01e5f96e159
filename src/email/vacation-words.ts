/** Words with which mailers of the world begin the subject of an automatic answer. */
const CERTAIN = [
  'auto(matic|mated|matisk|matický|matisches?)?[- ]?(re(ply|sponse|spond(er)?)|answer|svar)',
  'automat(ed|ic) (e-?mail )?(reply|response|answer)',
  'out[- ]of[- ](the[- ])?office',
  'ooo',
  'oof',
  'vacation (reply|response|notice|message|auto)',
  'autosvar',
  'abwesenheits?(notiz|nachricht|meldung|benachrichtigung|assistent|hinweis)?',
  'abwesend',
  'automatische (antwort|r[üu]ckantwort|abwesenheit\\S*)',
  'autom\\. antwort',
  '(automatische )?eingangsbest[äa]tigung',
  'r[ée]ponse automatique',
  'absence du bureau',
  'respuesta autom[áa]tica',
  'resposta autom[áa]tica',
  'risposta automatica',
  'fuori (sede|ufficio)',
  'automatisch antwoord',
  'afwezig(heids\\S*)?',
  'automaattinen vastaus',
  'automatiskt? (svar|besvaras)',
  'odpowied[źz] automatyczna',
  'automatyczna odpowied[źz]',
  'automatick[áa] odpov[ěe][ďd]',
  'otomatik (yan[ıi]t|cevap)',
  'автоответ(чик)?',
  'авто-?ответ',
  'автоматический ответ',
  'автоматичн[аи] відповідь',
  'автовідповідь',
  'вне офиса',
  'нет на (рабочем )?месте',
  'отсутствие на (рабочем )?месте',
  'уведомление об отсутствии( (на|в) .{1,30}?)?',
  'отсутствие (на|в) (рабочем )?(месте|офисе)',
  'ответ автоответчика',
  'автоматичний відгук',
  'автоматты (түрде )?жауап',
  'автожауап',
  'кеңседе жоқ(пын)?',
  '自动回复',
  '自動返信',
  '自動応答',
  '不在通知',
]
/** The writer says of himself that he is away: a note when nothing but a date or the old subject follows. */
const AWAY = [
  '(я |сейчас )?(нахожусь |буду )?(в (ежегодном |трудовом )?отпуске|в командировке|на больничном)',
  '(я )?отсутствую( на (рабочем )?месте| в офисе)?',
  '(мен )?(еңбек )?демалыс(ымда|ындамын|тамын)',
  '(мен )?іссапарда(мын)?',
  '(жұмыс )?орнында жоқ(пын)?',
  '(i am |i.m )?(currently )?(on |in )?(annual |sick |maternity )?(vacation|leave)',
  '(i am |i.m )?(currently )?away( from (my|the) (mail|desk|office|e-?mail))?',
  '(ich bin )?(derzeit |zurzeit )?(im urlaub|nicht im (b[üu]ro|haus)|abwesend)',
  'urlaubs(abwesenheit|notiz|meldung)',
]
const AWAY_ALONE = new RegExp(
  `^[^\\p{L}\\p{N}]{0,3}(?:${AWAY.join('|')})\\s*(?:[:;–—-]?\\s*(?:re|fw|aw|отв|на)\\s*:.*|[.!:)]*\\s*$|(?:до|по|с|со|from|until|till|thr(?:ough|u)|bis|vom|ab|\\(|-)\\s.*\\d.*|\\d.*)`,
  'iu',
)
const START = new RegExp(
  `^[^\\p{L}\\p{N}]{0,3}(?:(?:re|fw|aw|sv|antw|отв|на)\\s*:\\s*)?[^\\p{L}\\p{N}]{0,3}(?:${CERTAIN.join('|')})(?=\\s*(?:[:;\\]>)!–—|-]|$|auto|re:|from\\b|von\\b|от\\b|i am\\b|\\())`,
  'iu',
)
const BRACKETED = new RegExp(`[[(<](?:${CERTAIN.join('|')})[\\])>]`, 'iu')
const BY_MACHINE = /^[^\p{L}\p{N}]{0,3}(auto|авто)\s*:/iu

const LIKELY = new RegExp(
  [
    'auto-?(matic )?(reply|response)',
    'out of (the )?office',
    '(am|is|are|bin|будучи) (currently )?(away|on (annual |sick )?(vacation|holiday|leave)|im urlaub)',
    'on (annual |maternity |sick )?(vacation|leave|holidays?)\\b',
    'away from (my|the) (mail|desk|office|e-?mail)',
    'nicht im (b[üu]ro|haus)',
    'im urlaub',
    '(нахожусь |я )в отпуске',
    'в командировке',
    'отсутствую',
    'демалыста(мын)?',
    'іссапарда(мын)?',
    'орнында жоқ',
    'we (have )?received your (e-?mail|message|request|inquiry)',
    'thank you for (contacting|your (e-?mail|message|inquiry|request))',
  ].join('|'),
  'iu',
)

const ABSENCE =
  /^\s*(отпуск|командировка|больничный|vacation|holidays?|leave|urlaub|еңбек демалысы|демалыс|іссапар)[\s.!]*$/iu

/** `certain` when the subject opens as vacation notes do, `likely` when it only speaks of absence. */
export function isVacationSubject(subject: string): 'certain' | 'likely' | null {
  if (START.test(subject) || BRACKETED.test(subject) || BY_MACHINE.test(subject)) return 'certain'
  if (AWAY_ALONE.test(subject)) return 'certain'
  return LIKELY.test(subject) || ABSENCE.test(subject) ? 'likely' : null
}

const SAID = new RegExp(
  [
    'this is an? (auto(matic|mated|matically[- ]generated)?|system[- ]generated)[- ]?(generated )?(e-?mail|message|reply|response|notification)',
    '(please )?do not (reply|respond) to this (e-?mail|message|auto)',
    'this (e-?mail|message|mailbox) (is|was) (automatically|auto[- ])',
    "(i am|i will be|i'm|currently) (currently )?(out of (the )?office|on (annual |parental |sick )?(leave|vacation))",
    'диес(e|es) ist eine automatische',
    'dies(e|es)? (e-?mail|nachricht|ist eine automatisch)\\S* (wurde )?automatisch',
    'ich bin (derzeit |zur zeit |momentan |bis \\S+ )?(nicht im (b[üu]ro|haus)|im urlaub|abwesend)',
    '(это|данное) (письмо|сообщение) (сформировано|отправлено|создано) автоматически',
    'это автоматическ(ий|ое|ая)',
    '(пожалуйста, )?не отвечайте на (это|данное) (письмо|сообщение)',
    '(я )?(нахожусь|буду) (в (ежегодном |трудовом )?(отпуске|командировке)|на больничном)',
    'бұл (хат|хабарлама) автоматты',
    'бұл автоматты жауап',
    'бұл хатқа жауап бермеңіз',
    'демалыс(тамын|ындамын)',
  ].join('|'),
  'iu',
)
const OPENING_CHARS = 600

/**
 * The phrase by which a text calls itself automatic, looked for in its opening; null when none. Machines
 * ask nothing, so a question takes it back.
 */
export function mentionsAutomatic(text: string): string | null {
  const own = text.slice(0, OPENING_CHARS).replace(/^>.*$/gm, '')
  return own.includes('?') ? null : (SAID.exec(own)?.[0] ?? null)
}
