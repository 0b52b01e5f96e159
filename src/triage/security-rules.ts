import { originalSpan, type Reading } from './features.ts'
import type { Probabilities } from './policy.ts'
import type { Evidence, Intent } from './types.ts'

/** Ideas without which a letter hardly reports a compromise; see concepts.ts. */
const threats = ['lost', 'stranger', 'leaked', 'not-me', 'ex-staff', 'block-it']

/** The model's joint probability from which a letter counts as compromise. */
const thresholds = { sign: 0.1, threat: 0.25, nothing: 0.5 }

/** Below this the client is asked whether a key or access really is in other hands. */
const doubtBelow = 0.65

/** Event and object close together: said plainly, in any of the three languages (folded text). */
const keySigns =
  /(?:украл|украд|похит|потеря[лн]|утеря|утрат|пропал|стащил|вытащил|сперли|унес|забрал|скопирова|не (?:отда|верн|сда)|продал|выложил|скинул|отправил|разослал)[^.!?\n]{0,70}(?:эцп|ключ|токен|фл[эеа]шк|p12|носител|сертификат|клуч)|(?:эцп|ключ|клуч|токен|фл[эеа]шк|p12|носител)[^.!?\n]{0,70}(?:украл|украд|похи[тщ]|потеря[лн]|утеря|утрат|пропал|исчез|стащил|вытащил|сперли|унес|забрал|скопирова|не (?:отда|верн|сда)|осталс|в чужих)|(?:килт|токен|эцп|флешк)[^.!?\n]{0,60}(?:жогал|жогот|урла|алып кет|кайтармa|кайтарма|боген|боде|тусип кал)|(?:жогал|жогот|урла|алып кет)[^.!?\n]{0,60}(?:килт|токен|эцп|флешк)|(?:не подписывал|мы (?:его |их )?не подписыв|кол коймадык|кол коймаган)|(?:stolen|lost|theft|missing|stole|gone)[^.!?\n]{0,60}(?:token|key|usb|certificate|p12)|(?:token|key|usb|p12)[^.!?\n]{0,60}(?:stolen|lost|missing|gone|stole|leaked)/u

const accessSigns =
  /(?:взлом|чужой вход|чужая сесси|чужое устройство|нов(?:ого|ое) устройств[ао], это не я|не я (?:заход|вход)|кто-?то (?:зашел|вошел|заходил|сидит|сменил|поменял)|посторонн\p{L}+ (?:вход|вош|заш)|фишинг|поддельн\p{L}+ (?:сайт|страниц)|мошенник\p{L}*|продиктова|назвал[аи]? (?:код|парол)|сообщил[аи]? (?:код|парол)|ввел[аи]? (?:пароль|иин|код))|(?:боген|боде|бейтаныс|биреу)[^.!?\n]{0,40}(?:кир|пароль|логин|кабинет)|(?:кодты|парольди|смс код)[^.!?\n]{0,30}(?:айтып|берип|жазып)|алаяк|бузып (?:кир|алды)|(?:someone|somebody|unknown|ex-employee|former)[^.!?\n]{0,60}(?:logged|login|changed|inside|access)|hacked|phish|fake (?:site|page|kense)/u

/** Wording that makes the same words a question, a drill, a closed matter or somebody else's. */
const harmless =
  /если (?:вдруг|потеря|украд|утер)|вдруг (?:украд|потеря)|гипотет|чисто теор|учени[яйе]|учебн|по легенде|пока не теря|на будущее|просто интерес|реального случая нет|ничего не случилось|не вводил|не (?:сказал|назвал|продиктова|сообщал)|положил\p{L}* трубку|трубку бросил|just asking|what if|would you do if|in theory|hung up|алдын ала бил|жогалса|урланса|калса кандай|айткан жок|термедик|отбой|нашел(?:ся|сь)|нашлась|нашла\b|табылды|разблокир|верните|вернуть (?:доступ|права)|снимите|возобнов|кайтарып бер|ашып бер|спасибо|рахмет|алгыс|thank/u

export type SecuritySigns = { intent?: Intent; confidence?: number; evidence: Evidence[] }

/**
 * Compromise by rule or model, whichever speaks first (agreement 7.3–7.5). A case left undecided is
 * not dropped: the evidence rule `compromise_doubt` asks the desk to put the question to the client.
 */
export function securitySigns(reading: Reading, odds: Probabilities): SecuritySigns {
  const keyOdds = odds.key_compromise ?? 0
  const accessOdds = odds.access_compromise ?? 0
  const total = keyOdds + accessOdds
  const key = keySigns.exec(reading.folded)
  const access = accessSigns.exec(reading.folded)
  const match = harmless.test(reading.folded) ? null : (key ?? access)
  const sign = match === null ? undefined : originalSpan(reading, match)
  const threatened = reading.concepts.some((concept) => threats.includes(concept))
  const threshold =
    sign !== undefined ? thresholds.sign : threatened ? thresholds.threat : thresholds.nothing
  const evidence: Evidence[] = []
  if (sign !== undefined) evidence.push({ field: 'intent', rule: 'compromise_sign', span: sign })
  if (total < threshold) {
    if (total >= threshold / 2 || sign !== undefined) {
      evidence.push({ field: 'intent', rule: 'compromise_doubt', weight: round(total) })
    }
    return { evidence }
  }
  if (total < doubtBelow) {
    evidence.push({ field: 'intent', rule: 'compromise_doubt', weight: round(total) })
  }
  const intent = keyOdds >= accessOdds ? 'key_compromise' : 'access_compromise'
  return { intent, confidence: total, evidence }
}

const round = (value: number): number => Math.round(value * 100) / 100
