import { detectAll } from 'tinyld'
import { cleanText } from './clean.ts'
import { commonEnglish, commonKazakh, commonRussian } from './common-words.ts'
import { foldLetters } from './kazakh.ts'
import { restoreScript } from './script.ts'

export type TextLanguage = 'ru' | 'kk' | 'en'

export type DetectedLanguage = { lang: TextLanguage; confidence: number }

/** Endings that Russian words do not have: verb forms and cases of Kazakh, folded. */
const kazakhEnding =
  /(?:майды|мейди|байды|бейди|пайды|пейди|мадык|медик|маймыз|мейміз|аймыз|еймиз|ымыз|имиз|ыныз|иниз|лары|лери|дары|дери|тары|тери|лардын|лердин|нын|нин|тын|тин|дын|дин|ып|ип|удын|удин|галы|гели|сыз|сиз|саныз|сениз|кан|кен|ган|ген|атын|етин)$/

/**
 * Language of a letter among the three the desk answers in. Latin-typed Russian and Kazakh count as the
 * language they are; mixed letters go to the language of most function words. Russian when nothing tells.
 */
export function detectLanguage(text: string): DetectedLanguage {
  const restored = restoreScript(cleanText(text))
  const words = restored.match(/[\p{L}]+/gu) ?? []
  const score = { ru: 0, kk: 0, en: 0 }
  for (const word of words) {
    if (/[a-z]/i.test(word)) {
      score.en += commonEnglish.has(word.toLowerCase()) ? 1 : 0.15
      continue
    }
    if (/[әғқңөұүһі]/i.test(word)) score.kk += 1
    const folded = foldLetters(word)
    const kazakh = commonKazakh.has(folded)
    const russian = commonRussian.has(folded)
    if (kazakh) score.kk += 1
    else if (folded.length > 4 && kazakhEnding.test(folded)) score.kk += 0.5
    if (russian) score.ru += 1
    else if (
      !kazakh &&
      /(?:ться|тся|ого|его|ому|ыми|ать|ить|ешь|ется|ает|ный|ной|щий)$/.test(folded)
    ) {
      score.ru += 0.5
    }
  }
  const total = score.ru + score.kk + score.en
  const ranked = (['ru', 'kk', 'en'] as const).toSorted((a, b) => score[b] - score[a])
  const [first = 'ru', second = 'kk'] = ranked
  if (total === 0 || score[first] - score[second] < 0.6) return tieBreak(restored, first, second)
  return {
    lang: first,
    confidence: Math.min(0.99, 0.5 + (0.5 * (score[first] - score[second])) / total),
  }
}

function tieBreak(text: string, first: TextLanguage, second: TextLanguage): DetectedLanguage {
  if (!/\p{L}/u.test(text)) return { lang: 'ru', confidence: 0.34 }
  const best = detectAll(text, { only: ['ru', 'kk', 'en'] })[0]
  const lang = best?.lang
  if (lang === 'ru' || lang === 'kk' || lang === 'en') {
    if (lang !== 'en' || !/[а-яё]/i.test(text)) return { lang, confidence: 0.5 }
  }
  return { lang: /[а-яёәғқңөұүһі]/i.test(text) && first === 'en' ? second : first, confidence: 0.4 }
}
