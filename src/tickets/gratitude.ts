/**
 * Tells a bare "спасибо / рақмет / thanks" from a message that needs somebody. Every word must be
 * harmless: one that is not, a question, a digit or a link, and the message counts as content.
 */
const MAX_WORDS = 16

const THANKS = wordSet(`
  спасибо спс спасиб спасибочки пасиб благодарю благодарим благодарен благодарна благодарность
  признателен признательна признательны мерси
  рақмет рахмет ракмет рахметімді рақметімді алғыс алғысымды ризамын разымын ризамыз rahmet raqmet rakhmet
  thanks thank thx tnx ty tks cheers appreciate appreciated grateful
  понял поняла понятно принято ок окей ok okay окк түсіндім түсінікті жарайды болды мақұл жақсы
  отлично супер класс замечательно прекрасно здорово хорошо ура perfect great excellent awesome wonderful super nice cool
  заработало работает получилось помогло решено решилось разобрался разобралась разобрались
  істеді істеп көмектесті шешілді works worked solved resolved fixed
`)
const FILLER = wordSet(`
  большое огромное огромнейшее вам тебе вас всем очень за и а да ну то что это все всё уже теперь снова сейчас
  помощь ответ оперативность оперативный быстрый быструю быстро оперативную поддержку поддержка консультацию разъяснение
  разъяснения информацию инфо внимание понимание содействие совет подсказку работу вашу ваш вашей от души
  вопрос проблема решён решен решена решилась закрыт закрыта закрывайте закройте можно можете закрывать тикет заявку
  обращение мне нам меня нас помогли помог помогла всего доброго хорошего дня вечера здравствуйте добрый день вечер утро
  до свидания взаимно так ясно буду будем знать искренне заранее у я мы сам сама отдельное пожалуйста
  көп үлкен зор сізге сіздерге саған бәріңізге бәрі барлығы барлығына үшін көмегіңіз көмектескеніңіз жауабыңыз жауап жедел
  тез көмек енді жұмыс істейді мен біз өте мәселе шешілді сұрақ жоқ жаба беріңіз жабыңыз болады айтамын айтамыз
  сәлеметсіз бе сәлем қайырлы күн кеш сау болыңыз болыңыздар иә
  you very much a lot so many for the your help support reply response answer quick fast prompt assistance it is
  now all good this issue problem ticket can be closed close please have nice day evening hello hi dear that was
  again and to team we i my our works fine well done no more questions really indeed everything of us me in advance
`)
// "нет вопросов" is thanks, "нет доступа" is not: these words count only in such company.
const CLOSING =
  /(вопросов (больше )?нет|больше (нет )?вопросов|нет вопросов|no (more|further) questions)/gu
const SIGN_OFF =
  /(^|\n|[.!,)] ?)\s*(--|с уважением|с ув\.?|с наилучшими|құрметпен|ізгі ниетпен|(best|kind|warm)?\s*regards|sincerely|yours)[\s\S]*$/iu
const EMOJI_THANKS = /^[\s\p{P}]*(?:(?:👍|🙏|❤|👌|🤝|🔥|💯|😊|☺|🙂|💐|🎉)\p{Emoji_Modifier}?\s*)+$/u

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/).filter(Boolean))
}

/** True for a short thank-you or "it works" in Russian, Kazakh or English that asks for nothing. */
export function isGratitude(text: string): boolean {
  const body = text.trim().replace(SIGN_OFF, '$1').trim()
  if (EMOJI_THANKS.test(body.replaceAll('\uFE0F', ''))) return true
  if (body === '' || body.length > 200 || /[?？\d]|https?:|@/u.test(body)) return false
  const plain = body.toLowerCase().replace(CLOSING, ' ')
  const words = plain.match(/[\p{L}]+/gu) ?? []
  if (words.length === 0 || words.length > MAX_WORDS) return false
  const unknown = words.filter((word) => !THANKS.has(word) && !FILLER.has(word))
  if (unknown.length > 2 || !words.some((word) => THANKS.has(word))) return false
  return unknown.every((word) => isAddressed(body, word))
}

/** A name: written with a capital, and set off by a comma or the end — `Спасибо, Айгуль!`. */
function isAddressed(body: string, word: string): boolean {
  const at = body.toLowerCase().indexOf(word)
  const written = body.slice(at, at + word.length)
  const before = body.slice(0, at).trimEnd()
  const after = body.slice(at + word.length).trimStart()
  const named = /^\p{Lu}\p{Ll}+$/u.test(written)
  const apart = before === '' || /[,!.)]$/u.test(before) || /\p{Lu}\p{Ll}+$/u.test(before)
  return named && apart && (after === '' || /^[,!.)\p{Lu}\p{Emoji_Presentation}]/u.test(after))
}
