const folded: Record<string, string> = {
  ә: 'а',
  ғ: 'г',
  қ: 'к',
  ң: 'н',
  ө: 'о',
  ұ: 'у',
  ү: 'у',
  һ: 'х',
  і: 'и',
  ё: 'е',
}

/** Lower case, Kazakh letters replaced as people type them on a Russian keyboard, ё → е. */
export function foldLetters(word: string): string {
  return word.toLowerCase().replace(/[әғқңөұүһіё]/g, (letter) => folded[letter] ?? letter)
}

/** Folded endings, longest first within a pass; each pass takes off one layer of the agglutination. */
const layers: RegExp[] = [
  // questions, persons and politeness: келмейді-ме, жатырмын, отырмыз, береңіздер
  /(?:мынба|миндер|сынба|сыздар|сиздер|ыныздар|ыныздаршы|иниздерши|ынызшы|инизши|ыныз|иниз|мыз|миз|быз|биз|пыз|пиз|мын|мин|бын|бин|пын|пин|сын|син|сыз|сиз|дик|дык|тик|тык)$/,
  // cases: the seven of them after vowel, voiced and voiceless stems
  /(?:нан|нен|дан|ден|тан|тен|нын|нин|дын|дин|тын|тин|мен|бен|пен|нда|нде|га|ге|ка|ке|на|не|да|де|та|те|ны|ни|ды|ди|ты|ти)$/,
  // possession: -ым, -іңіз, -сы, -ымыз
  /(?:ымыз|имиз|ыныз|иниз|лары|лери|дары|дери|тары|тери|сы|си|ым|им|ын|ин|мыз|миз)$/,
  // plural
  /(?:лар|лер|дар|дер|тар|тер)$/,
]

/** Light suffix stripping of a folded Kazakh word; never leaves fewer than three letters. */
export function stemKazakh(foldedWord: string): string {
  let stem = foldedWord
  for (const layer of layers) {
    const shorter = stem.replace(layer, '')
    if (shorter.length >= 3) stem = shorter
  }
  return stem
}
