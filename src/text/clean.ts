/** Latin letters that look like Cyrillic ones, for words where the two alphabets were mixed. */
const cyrillicTwin: Record<string, string> = {
  a: 'а',
  b: 'в',
  c: 'с',
  e: 'е',
  h: 'н',
  k: 'к',
  m: 'м',
  n: 'п',
  o: 'о',
  p: 'р',
  r: 'г',
  t: 'т',
  u: 'и',
  x: 'х',
  y: 'у',
  i: 'і',
}

const latinTwin: Record<string, string> = {
  а: 'a',
  в: 'b',
  с: 'c',
  е: 'e',
  н: 'h',
  к: 'k',
  м: 'm',
  о: 'o',
  р: 'p',
  т: 't',
  х: 'x',
  у: 'y',
  і: 'i',
}

/** Format characters (zero width, soft hyphen, direction marks) and variation selectors. */
const invisible = /[\p{Cf}\p{Variation_Selector}]/gu

function replaceBy(word: string, twins: Record<string, string>): string {
  let out = ''
  for (const letter of word) {
    const twin = twins[letter.toLowerCase()]
    out += twin === undefined ? letter : letter === letter.toLowerCase() ? twin : twin.toUpperCase()
  }
  return out
}

/** Brings a word that mixes look-alike Latin and Cyrillic letters to the alphabet of its majority. */
export function fixHomoglyphs(word: string): string {
  if (!/[a-z]/i.test(word)) return word
  const cyrillic = word.match(/[а-яёәғқңөұүһі]/gi)?.length ?? 0
  const latin = word.match(/[a-z]/gi)?.length ?? 0
  if (cyrillic === 0 || latin === 0) return word
  const fixed = cyrillic >= latin ? replaceBy(word, cyrillicTwin) : replaceBy(word, latinTwin)
  return /[a-z]/i.test(fixed) && /[а-яёәғқңөұүһі]/i.test(fixed) ? word : fixed
}

/**
 * NFKC, invisible characters removed, homoglyphs repaired, blanks unified; line breaks and case stay.
 * The length may change: spans found in the result do not index the original.
 */
export function cleanText(text: string): string {
  return text
    .normalize('NFKC')
    .replace(invisible, '')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/[\p{L}\p{N}]+/gu, fixHomoglyphs)
}
