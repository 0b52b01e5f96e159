import { foldLetters } from '../text/kazakh.ts'

/** Names by which a client calls the machine; a whole word, in the three languages. */
const machine =
  '(?:ai|a\\.i\\.|ии|нейросет[а-я]*|нейронк[а-я]*|бот[аеуы]?|ботик|чат-?бот[а-я]*|робот[а-я]*|робот-секретарь|ассистент[а-я]*|(?:автоматическ|виртуальн)[а-я]+ (?:помощник|ассистент)[а-я]*|классификатор[а-я]*|алгоритм[а-я]*|языков[а-я]+ модел[а-я]*|жасанды интеллект|chat ?gpt|gpt|llm|language model|chat ?bot|bot|assistant|classifier|automated (?:system|agent)|routing engine|triage (?:model|system))'

const order =
  '(?:постав|став[ьи]|присво|отвеча(?:й|ть)|ответь|игнориру|классифицир|помет|помеч|отмет|забуд|закро|закрой|вывед|напиш|счита[йе]|верни|назнач|перешл|перевед|не созда|пропуст|начисл|раскро|покаж|сделай|оцени|сними|одобр|кой\\b|белгиле|жауап бер|елеме|жаз\\b|set |mark |classif|respond|reply|output|ignore|assign|label|print|forward|rate |treat |close |do not |delete|approve)'

const patterns: RegExp[] = [
  new RegExp(`(?<!\\p{L})${machine}(?!\\p{L})[^!?\\n]{0,60}?(?<!\\p{L})${order}`, 'u'),
  new RegExp(
    `(?<!\\p{L})(?:если (?:ты|вы|это читает) (?:\\p{L}+ )?|note to (?:the )?|dear |уважаем[а-я]+ |для |внимание,? )${machine}(?!\\p{L})`,
    'u',
  ),
  /(?<!\p{L})(?:ignor(?:e|ing)|disregard|forget)\s+(?:\p{L}+\s+){0,4}(?:instruction|prompt|rule|above|previous|guideline|earlier)/u,
  /(?<!\p{L})(?:игнориру\p{L}+|забуд[ьу]\p{L}*|отмени\p{L}*|не обращай\p{L}* внимани\p{L}+ на)\s+(?:\p{L}+\s+){0,4}(?:инструкци|правил|промпт|предыдущ|прежн|команд|сказанн|указани|настройк)/u,
  /(?<!\p{L})(?:предыдущ|прежн|все|бурынг|алдынг|осыдан бурын|осыган дейин)\p{L}*\s+(?:\p{L}+\s+){0,3}(?:указани|инструкци|правил|нускау|ереже|буйрык|айтылган)\p{L}*\s+(?:\p{L}+\s+){0,2}(?:отмени|забудь|игнорир|умыт|елеме|ескерме)/u,
  /(?:нускау|ереже|буйрык|промпт)\p{L}*\s+(?:\p{L}+\s+){0,3}(?:елеме|умыт|ескерме|бузып)/u,
  /(?:^|[\s[("«#<*/])(?:system|assistant|developer|систем[аы]|admin)(?:\s*(?:prompt|message|note|сообщение|override))?\s*[\]>)*]*\s*:/u,
  /\[\/?(?:inst|system|sys|бот|bot)[\]:]|<\/?(?:system|instructions?|prompt|ticket)>|<\|[^|]{1,30}\|>|###\s*(?:system|instruction|new)/u,
  /(?<!\p{L})(?:классифицир\p{L}+|отметь\p{L}*|пометь\p{L}*|присво[йи]\p{L}*|выстав[ьи]\p{L}*|поставь\p{L}*|назнач[ьи]\p{L}*|считай\p{L}*)\s+(?:\p{L}+\s+){0,5}(?:как\s+)?[«"']?(?:приоритет|priority|критич|critical|low\b|high\b|suggestion|spam\b|спам|низк|высок|высш|компрометац)/u,
  /(?<!\p{L})(?:set|mark|classify|assign|label|treat|rate|tag)\s+(?:\p{L}+\s+){0,3}(?:priority|critical|low|high|spam|resolved|compromise|suggestion|accordingly)(?!\p{L})/u,
  /(?<!\p{L})(?:priority|intent|complexity|severity)\s*[:=]\s*["«']?(?:critical|high|low|medium|suggestion|spam|критич|высок|низк)/u,
  /\{\s*"(?:action|priority|intent|label|role|complexity|flags)"/u,
  /(?<!\p{L})(?:you are (?:now|the)|act as|pretend (?:to be|you)|теперь ты|отныне ты|ты теперь|веди себя как|притвор[иь]\p{L}*|сен енди|сен казир)(?!\p{L})/u,
  /(?:покажи|выведи|раскрой|пришли|перечисли|reveal|print|show|output|repeat|корсет)\p{L}*[\s,]+(?:\p{L}+[\s,]+){0,4}(?:системн\p{L}* промпт|промпт|свои инструкци|system prompt|your (?:prompt|instructions|rules)|hidden rules)/u,
  /(?<!\p{L})(?:отвечай|ответь|reply|respond|answer)\s+(?:мне\s+)?(?:только|лишь|only|исключительно|with|как будто|"done|в формате|«|тек )(?!\p{L})/u,
  /(?:all|все) (?:обращени\p{L}+|tickets|requests|customer)[^.!?\n]{0,60}(?:закры|решен|close|resolved|emails? to)/u,
  /(?:не передавай|не показывай|do not (?:forward|escalate|show)|don't (?:forward|escalate|show))[^.!?\n]{0,40}(?:оператор|человек|сотрудник|human|operator|staff)|оператору не (?:показывай|передавай)/u,
  /(?:developer|debug|god|dan)\s+mode|режим (?:разработчика|отладки)|jailbreak|prompt injection|приоритетти [^.!?\n]{0,30}(?:кой|белгиле|котер)|клиент\p{L}* тизимин (?:бер|жибер|корсет)|тек [«"]?\p{L}+[»"]? деп жауап/u,
]

/** Where an instruction to the machine begins in a folded sentence; -1 when there is none. */
function instructionStart(folded: string): number {
  let start = -1
  for (const pattern of patterns) {
    const at = folded.search(pattern)
    if (at >= 0 && (start < 0 || at < start)) start = at
  }
  return start
}

/**
 * The text without the parts that instruct the machine, and those parts. What stands before the
 * instruction in the same sentence stays: it is the client's own business.
 */
export function removeInstructions(text: string): { text: string; removed: string[] } {
  const removed: string[] = []
  const lines = text.split('\n').map((line) => {
    const kept: string[] = []
    for (const sentence of line.split(
      /(?<=[.!?…)])\s+|(?=\[(?:system|inst|система|бот))|(?=(?:а|ал) (?:если |шын)(?:серь[её]зно|по делу|ымен))/iu,
    )) {
      const start = instructionStart(foldLetters(sentence))
      if (start < 0) {
        kept.push(sentence)
        continue
      }
      const before = sentence
        .slice(0, start)
        .replace(/[\s(«"[*#<—–-]*(?:p\.?\s?s\.?|п\.?\s?с\.?|зы)?[\s:.,—–-]*$/iu, '')
      if ((before.match(/\p{L}{2,}/gu)?.length ?? 0) >= 2) {
        kept.push(before)
        removed.push(sentence.slice(before.length).trim())
      } else removed.push(sentence.trim())
    }
    return kept.join(' ')
  })
  return { text: removed.length === 0 ? text : lines.join('\n').trim(), removed }
}
