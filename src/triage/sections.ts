/** Where a letter ends and the signature begins, in the three languages. */
const signOff =
  /^(?:с (?:глубоким |большим |неизменным )?уважением|с наилучшими|с благодарностью|с надеждой|заранее (?:спасибо|благодар\p{L}+)[.!]?$|құрметпен|ізгі ниетпен|алдын ала рахмет[.!]?$|kind regards|best regards|regards|best wishes|cheers|sincerely|yours|many thanks[,.!]?$|thanks[,.!]?$|thank you[,.!]?$|best,|отправлено с |sent from|исполнитель|--\s*$|—\s*$|это сообщение конфиденциально)/iu

const greeting =
  /^(?:здравствуйте|добр(?:ый|ое|ого) (?:день|утро|вечер|времени суток)|доброго дня|приветствую|привет|доброе|добрый|уважаем\p{L}+ [^.!,\n]{0,40}|коллеги|сәлеметсі(?:з|здер) (?:бе|ме)|сәлем|саламатсы(?:з|здар) (?:ба|ма)|қайырлы (?:күн|таң|кеш)|құрметті [^.!,\n]{0,40}|hello|hi|hey|good (?:morning|afternoon|day|evening)|dear [^.!,\n]{0,30})(?:[, ]+(?:коллеги|команда|поддержка|kense|all|team|there|support|everyone|уважаем\p{L}+ \p{L}+))*[\s,.!:)]*/iu

export type Sections = {
  /** What the client says, without greeting, signature and quoted reply. */
  body: string
  sentences: string[]
  hasQuote: boolean
  hasSignature: boolean
}

/** Splits a cleaned letter; never returns an empty body for a text that has any letters. */
export function splitSections(text: string): Sections {
  const lines = text.split('\n')
  const kept: string[] = []
  let hasQuote = false
  let hasSignature = false
  for (const line of lines) {
    const trimmed = line.trim()
    if (trimmed.startsWith('>')) {
      hasQuote = true
      continue
    }
    if (kept.some((k) => k !== '') && signOff.test(trimmed)) {
      hasSignature = true
      break
    }
    kept.push(trimmed)
  }
  const joined = kept.join('\n').trim()
  const withoutGreeting = joined.replace(greeting, '').trim()
  const body = /\p{L}{2,}/u.test(withoutGreeting) ? withoutGreeting : joined || text.trim()
  const sentences = body
    .split(/(?<=[.!?…])\s+|\n+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '')
  return { body, sentences, hasQuote, hasSignature }
}
