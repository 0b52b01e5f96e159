import { originalSpan, type Reading } from './features.ts'
import { isCompromise } from './policy.ts'
import { findProfanity, type ProfanityOptions } from './profanity.ts'
import type { Evidence, Intent, TriageFlags, TriageInput } from './types.ts'

const othersWord =
  '(?:контор|фирм|компани|организаци|предприяти|клиент|контрагент|партнер|дистрибьютор|интегратор|соседн|знаком|коллег[аиу]? по|бухгалтер(?:а|ы|ов) из|чате|чатах|город|серик|корши|мекеме|мектеп|firm|compan|client|partner|neighbo)'

const massPatterns: RegExp[] = [
  new RegExp(
    `${othersWord}[^.!?\\n]{0,60}(?:то же|тоже|также|аналогич|такая же|такое же|так же|дал солай|солай|тоже самое|same)`,
    'u',
  ),
  new RegExp(
    `(?:то же|тоже|такая же|аналогичн|дал осылай|солай|same)[^.!?\\n]{0,40}(?:у|в|из|at|in|with)[^.!?\\n]{0,25}${othersWord}`,
    'u',
  ),
  /у (?:нас и у|всех наших|всех,? кого|двух|трех|четырех|пяти|соседей|знаком|других (?:фирм|компан|контор|организ|клиент|бухг))|в чате бухг|все мои клиенты|это (?:у всех|массово)|у всех ваших|во всех город|другие (?:фирмы|компании|организации|конторы) (?:тоже|пишут|жал)/u,
  /(?:ни одна|ни в одну|ни у одной|ни из одной|бирде.?бир) [^.!?\n]{0,20}(?:фирм|компани|организац|мектеп|тоо|\d+)|(?:веду|ведем|обслуживаем|сопровождаем|клиент)[^.!?\n]{0,30}(?:\d+|двенадцать|двадцать|тридцать) (?:тоо|компан|фирм|организац|ип)/u,
  /девочки из (?:\p{L}+ )?(?:других )?контор|знаком\p{L}+ из друг|сторона \p{L}+ .{0,30}видит то же|корши(?:лес)?\p{L}* (?:фирма|мекеме|компания|дукен)\p{L}*.{0,30}(?:солай|истеме|ашылма)|баска (?:компания|мекеме|фирма|мектеп)\p{L}*.{0,25}(?:да|де) |бизден баска да|(?:серик|мердигер|клиент)\p{L}*.{0,40}олар да |корши\p{L}* [^.!?\n]{0,30}(?:да|де) (?:сондай|солай|кенсе)|ешкайсы\p{L}*нда жуйеге|баскалар(?:га|да) да|контрагентк?\p{L}* из соседн\p{L}+ |(?:оптов\p{L}+ база|фирма|контора) через дорогу|нашим? клиентам? звонят|остальн\p{L}+ приходится|не только нам|у всех клиентов|бизден баска да|баскалардики де|еще (?:пять|пятерым|трем|четырех|у пяти|у трех)\p{L}* (?:наш|компани|фирм|партнер|контраг)|subcontractors? report|other (?:companies|firms|offices|accountants|clients)|is (?:it|the platform) down for/u,
]

const humanPatterns =
  /(?<!\p{L})(?:перезвон(?:ите|ит|ить|а)?|позвоните|звоните (?:мне|нам|\d|\+|на)|позвонить мне|наберите|набер[её]т|нужен звонок|жду звонка|созвон\p{L}*|соедините|переключите на|дозвониться|звякните|обсудить [^.!?\n]{0,30}голосом|рассказать голосом|переговорить лично|лично поговорить|(?:назовите|дайте|скиньте|пришлите),? (?:пожалуйста,? )?(?:\p{L}+ )?(?:телефон|номер)\p{L}* (?:ответственн|менеджер|специалист|руковод|того)\p{L}*|звонка|жду звонк\p{L}*|свяжитесь (?:со мной|с нами|по тел)|связаться с (?:наш|нами|мной)\p{L}*|голосом объясн\p{L}*)(?!\p{L})|(?:позов\p{L}*|соедин\p{L}*|свяжите|переключ\p{L}*)[^.!?\n]{0,20}(?:оператор|специалист|менеджер|сотрудник|человек)|нуж(?:ен|на) (?:оператор|человек)|(?:оператор|адам|маман)\p{L}* (?:шакыр|косы[нп]|кере[кг]|сойлес)|жив(?:ой|ого|ому|ым) (?:человек|оператор|специал|сотрудник)|(?:кто-?нибудь|кто) живой|поговорить с (?:человек|оператор|живым|специал)|дайте (?:мне |уже )?(?:начальник|человек|оператор|руковод)|взять трубку|возьмите (?:же )?трубку|трубку возьм|адам хабарлас|телефонга шыг|телефон согы|хабарласы(?:ныз|нызшы|ныздар|ныздаршы)|хабарласса|хабарласып (?:жибер|тусиндир)|конырау (?:шалын|согын|шалс|согс|шалып бер|согып бер|шалып тус)|номер\p{L}* (?:шыгын|шыгыныз|хабарлас)|телефон аркылы (?:тусиндир|айт|сойлес)|байланыс номири?н бер|звандап|(?<!\p{L})(?:call (?:me|us|back)|ring me|phone me|real person|human being|a human|(?:speak|talk) to (?:a|someone))(?!\p{L})/u

const notHuman =
  /позвонил|телефон согып (?:сура|отыр|жаса|жур)|обещал\p{L}* перезвон|конырау шалды|ваканс|интервью|сухбат|говорю голосом/u

const asksTwo =
  /(?:два|две|три|несколько|пара|пару|2|3) (?:вопрос|проблем|пожелан|момент|замечан|просьб|новост|мысл)|(?:two|three|couple of) (?:things|points|facts|questions|issues|problems)|еки (?:сурак|маселе|усыныс)|(?:плюс|и) еще (?:один |бир )?(?:вопрос|сурак|момент)|и второ[ей]|вторая (?:странность|просьба|проблема)|во-вторых|тагы (?:бир )?(?:сура|маселе)|онын устине|екиншиден|also,? (?:can|could|how|is|what|do)|накопилось|(?:также|еще|кроме того,?) (?:нуж[ен]\p{L}*|прош[уи]\p{L}*|просим|интересует|подскажите|хотел\p{L}*)|двум (?:нашим )?(?:номер|вопрос|обращени)|мелочи две|и отдельно|двойное комбо|втор(?:ая|ой|ое) (?:беда|вопрос|момент|первая)|в русской [^.!?\n]{0,30}стоит|ни так ни эдак/u

const secondQuestion =
  /(?:[,?]|\p{L})\s+(?:и|а|ал|жане|and|or)\s+(?:еще\s+)?(?:где|как|какие|какой|какую|сколько|можно|будет ли|нужно ли|нужно ли что|подойдет|надо ли|кто|что (?:нужно|делать|надо|будет)|зачем|останутся|куда|когда|не накажут|how|where|do |does|can|which|what|when|is |калай|кайда|канша|кандай|кашан|кым|ким)/gu

/** «Подскажите, а как …» is one question. */
const askingWord =
  /(?:подскажите|скажите|вопрос|интересно|здравствуйте|день|привет)[,.:!]?\s+(?:пожалуйста,?\s+)?(?:а|и)\s+/gu

const selfBlame =
  /(?:я|мы|сам[аи]?) (?:\p{L}+ )?(?:туп|дура|идиот|лох)|(?:туп|дура)\p{L}* (?:я|наверно)|stupid i |i'm stupid|i am stupid/u
const toStaff =
  /(?<!\p{L})(?:вы|вас|вам|вами|ваш\p{L}*|там|тебя|ты|поддержк\p{L}*|оператор\p{L}*|сотрудник\p{L}*|сендер\p{L}*|сиздер\p{L}*|сендик\p{L}*|you|your|helpdesk)(?!\p{L})|синдар|сындар|сиңдар/u
const personalSwear =
  /муда[кч]|м\*дак|сук[аи]|пид[оа]р|долбо|уеб|гондон|твар|хуесос|малдар|залуп|п\*д/u

/** How many separate matters a letter holds, as far as its shape tells; 1 when nothing does. */
function countMatters(reading: Reading, intent: Intent): number {
  const listed = new Set(
    Array.from(
      reading.body.matchAll(/(?:^|[\n.:;?!]\s*|\s)(\d)[.)]\s+\p{L}/gu),
      (match) => match[1],
    ),
  )
  if (listed.has('1') && listed.has('2')) return listed.size
  const dashes = reading.body.match(/(?:^|\n)\s*[—–-]\s+\p{L}/gu)?.length ?? 0
  if (dashes >= 2 && !isCompromise(intent)) return dashes
  if (/(?:^|\s)[аa][.)]\s[\s\S]+\s[бb][.)]\s/u.test(reading.folded)) {
    return /\s[вc][.)]\s/u.test(reading.folded) ? 3 : 2
  }
  if (asksTwo.test(reading.folded))
    return /три |three |3 (?:вопрос|проблем)/u.test(reading.folded) ? 3 : 2
  if (intent === 'spam' || intent === 'gratitude' || intent === 'other') return 1
  const marks = reading.sentences.filter(
    (sentence) => /\?/.test(sentence) && (sentence.match(/\p{L}{2,}/gu)?.length ?? 0) >= 4,
  ).length
  const joined = reading.folded.replace(askingWord, '').match(secondQuestion)?.length ?? 0
  const asks = intent === 'consultation' || intent === 'billing' || intent === 'suggestion'
  if (asks && joined > 0 && /\?|подскаж|скажите/u.test(reading.folded)) return 1 + joined
  if (intent === 'consultation' && marks >= 2) return marks
  return 1
}

/** Flags from rules and from the binary heads of the model; adds what they rest on to `evidence`. */
export function decideFlags(
  reading: Reading,
  input: TriageInput,
  intent: Intent,
  probability: (head: string) => number,
  evidence: Evidence[],
  lists: ProfanityOptions = {},
): TriageFlags {
  const profanity = findProfanity(input.text, lists)
  for (const hit of profanity.hits) {
    evidence.push({ field: 'flags', rule: hit.level, span: hit.span })
  }
  for (const span of reading.instructions) {
    evidence.push({ field: 'flags', rule: 'instruction_ignored', span })
  }
  const others = massPatterns
    .map((pattern) => pattern.exec(reading.folded))
    .find((match) => match !== null)
  const mass = others !== undefined && affectsMany(intent)
  if (mass) {
    evidence.push({ field: 'flags', rule: 'others_affected', span: originalSpan(reading, others) })
  }
  return {
    profanity: profanity.level === 'obscene',
    insult: isInsult(reading, intent, profanity.hits, probability('insult')),
    multi_problem: countMatters(reading, intent),
    needs_info: probability('needs_info') >= 0.25,
    out_of_scope: intent !== 'spam' && isOutOfScope(reading, intent, probability('out_of_scope')),
    mass_hint: mass,
    injection: reading.instructions.length > 0,
    wants_human:
      intent !== 'spam' && humanPatterns.test(reading.folded) && !notHuman.test(reading.folded),
  }
}

function affectsMany(intent: Intent): boolean {
  return intent === 'incident' || intent === 'abuse_report' || intent === 'status_question'
}

/** Work and things of others that support cannot take on (Annex 1, 2.2), folded. */
const notOurs = new RegExp(
  [
    // accounting, tax and law
    'проводк|декларац|отпускн|курсов\\p{L}+ разниц|(?<!\\p{L})(?:опв|осмс|ипн|кнп|флк|офд|госномер|тнвэд|тн вэд)(?!\\p{L})|форм[аеыу] ?(?:910|200|300|100)|(?:910|300|200-й|100)[- ]?(?:ю|я|й)? форм|исков\\p{L}+ заявл|образец (?:приказ|договор|иск|заявлен)|приказ\\p{L}* на преми|составить (?:трудовой|договор|иск|претенз)|налогов\\p{L}+ (?:отчет|консульт)|ставк\\p{L}+ ндс|законно ли|взыска\\p{L}+ долг|(?<!\\p{L})(?:visa|tax return|homework|work permit|vat rate|employment contract)',
    // keys and services of the state and of banks
    '(?:сделайте|оформите|получите|выпустите)[^.!?\\n]{0,30}эцп|эцп[^.!?\\n]{0,50}(?:через себя|заплачу|оплатим)|через себя|за меня (?:эцп|получ)|эцп алып бер|(?:отозвать|отзыв)[^.!?\\n]{0,20}в нуц|(?:сброс|восстанов)\\p{L}+[^.!?\\n]{0,40}(?:каспи|егов|налогоплательщик|от самого ключа)|(?:егов|egov)[^.!?\\n]{0,40}(?:ашылм|не (?:приход|открыв|работ|вход)|смс)|снт |виртуал\\p{L}* (?:склад|койма)|салык(?:тан|тын|ты)? [^.!?\\n]{0,40}толтыр|каспи|kaspi|халык|пенси|штраф|жеребьев',
    // machines, rooms and errands
    'фискальн|касс(?:а|у|ов\\p{L}+ аппарат)|принтер|роутер|(?<!\\p{L})wi-?fi|вайфай|виндовс|(?:переустанов\\p{L}*|поставьте) (?:винд|windows|нам windows)|от вирусов|парковк|перекрыла выезд|сантехник|садик|стоматолог|холодильник|чайник|такси|deleted photos',
    // jobs, studies, work in the base of others
    'ваканс|резюме|ищу работу|реферат|диплом|курсовая|студент|сухбат|интервью|internship|опытно?го бухгалтер|в наш(?:ей|у) баз[еу](?: 1с)?|удалить (?:лишн\\p{L}+|проводк)\\p{L}*|custom 1c|аудит (?:наших )?провод',
  ].join('|'),
  'u',
)

function isOutOfScope(reading: Reading, intent: Intent, probability: number): boolean {
  if (intent !== 'consultation' && intent !== 'other') return probability >= 0.5
  return notOurs.test(reading.folded) || probability >= 0.5
}

function isInsult(
  reading: Reading,
  intent: Intent,
  hits: readonly { level: string; span: string }[],
  probability: number,
): boolean {
  if (intent === 'spam' || intent === 'abuse_report' || selfBlame.test(reading.folded)) return false
  if (probability >= 0.4) return true
  const rude = hits.some(
    (hit) => hit.level === 'insult' || personalSwear.test(hit.span.toLowerCase()),
  )
  return rude && toStaff.test(reading.folded)
}
