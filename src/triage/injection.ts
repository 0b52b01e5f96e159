import { foldLetters } from '../text/kazakh.ts'

/** Sentences that speak to the machine instead of the support desk; matched on folded text. */
const addressed: RegExp[] = [
  /(?:ignor\p{L}*|disregard|forget)\s+(?:\p{L}+\s+){0,4}(?:instruction|prompt|rule|above|previous|guideline)/u,
  /(?:игнориру\p{L}+|забуд\p{L}+|не обращай\p{L}* внимани\p{L}+|отмени\p{L}*)\s+(?:\p{L}+\s+){0,4}(?:инструкци|правил|промпт|предыдущ|команд|сказанное|указани)/u,
  /(?:нускау|ереже|буйрык|промпт)\p{L}*\s+(?:\p{L}+\s+){0,3}(?:елеме|умыт|ескерме|бузып|кажет емес)/u,
  /(?:^|[\s[("«#<*])(?:system|assistant|developer|систем[аы]|система)(?:\s*(?:prompt|message|note|сообщение|override))?\s*[\]>)*]*\s*[:=]/u,
  /\[\/?(?:inst|system|sys)\]|<\/?(?:system|instructions?|prompt)>|<\|[^|]{1,30}\|>|###\s*(?:system|instruction|new)/u,
  /(?:ai|ии|нейросет\p{L}*|бот\p{L}{0,3}|модель|робот\p{L}{0,2}|ассистент|классификатор\p{L}{0,2}|алгоритм\p{L}{0,2}|жасанды интеллект|chatgpt|gpt|llm|language model|chat ?bot|машин[ае])(?=[\s,:;—–-])[^.!?\n]{0,60}(?:постав|присво|отвеча|ответь|игнориру|классифицир|поме[тч]|забуд|закро|выведи|напиши|считай|верни|назнач|set |mark |classify|respond|reply|output|ignore|assign|кой\b|белгиле|жауап бер|елеме)/u,
  /(?:классифицир\p{L}+|отмет\p{L}+|пометь\p{L}*|присвой\p{L}*|выставь|поставь\p{L}*|назначь\p{L}*)\s+(?:\p{L}+\s+){0,5}(?:как\s+)?[«"']?(?:приоритет|priority|критич|critical|low|high|suggestion|spam|спам|низк|высок|компрометац)/u,
  /(?:set|mark|classify|assign|label|treat|rate|tag)\s+(?:this|the|it|my|ticket|message|priority|as)\b[^.!?\n]{0,50}(?:priority|critical|low|high|spam|resolved|compromise|suggestion)/u,
  /(?:priority|приоритет|intent|complexity)\s*[:=]\s*["«']?(?:critical|high|low|medium|suggestion|spam|критич|высок|низк)/u,
  /(?:you are now|act as|pretend (?:to be|you)|теперь ты|отныне ты|ты теперь|веди себя как|притворись|сен енди|сен казир)/u,
  /(?:покажи|выведи|раскрой|пришли|перечисли|reveal|print|show|output|repeat|корсет)\s+(?:\p{L}+\s+){0,4}(?:системн\p{L}* промпт|промпт|свои инструкци|инструкции|system prompt|your prompt|instructions|promt)/u,
  /(?:отвечай|ответь|reply|respond|answer)\s+(?:мне\s+)?(?:только|лишь|only|исключительно)\s/u,
  /(?:все обращени\p{L}+|all tickets|all requests)[^.!?\n]{0,60}(?:закры|решен|close|resolved)/u,
  /(?:не передавай|не показывай|do not (?:forward|escalate|show)|don't (?:forward|escalate|show))[^.!?\n]{0,40}(?:оператор|человек|сотрудник|human|operator|staff)/u,
  /оператору не (?:показывай|передавай)|приоритетти [^.!?\n]{0,30}(?:кой|белгиле|котер)/u,
  /(?:developer|debug|admin|god)\s+mode|режим (?:разработчика|отладки|администратора бота)|jailbreak|prompt injection/u,
]

/** True when a folded sentence instructs the machine. */
export function isInstruction(foldedSentence: string): boolean {
  return addressed.some((pattern) => pattern.test(foldedSentence))
}

/** The text without the sentences that instruct the machine, and those sentences. */
export function removeInstructions(text: string): { text: string; removed: string[] } {
  const removed: string[] = []
  const lines = text.split('\n').map((line) => {
    const kept: string[] = []
    for (const sentence of line.split(/(?<=[.!?…])\s+|(?=\[(?:system|inst|система))/iu)) {
      if (isInstruction(foldLetters(sentence))) removed.push(sentence.trim())
      else kept.push(sentence)
    }
    return kept.join(' ')
  })
  return { text: removed.length === 0 ? text : lines.join('\n').trim(), removed }
}
