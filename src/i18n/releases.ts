import type { Locale } from './locale.ts'

const ru = {
  title: (version: string) => `Обновление kense.app ${version}`,
  /** The first draft of what clients are told; staff make it their own. */
  draft:
    'Вышло обновление, в котором решён Ваш вопрос. Если всё ещё не получается, ответьте на это сообщение: обращение откроется снова.',
}
type ReleaseTexts = typeof ru

const kk: ReleaseTexts = {
  title: (version) => `kense.app жаңартуы ${version}`,
  draft:
    'Сіздің мәселеңіз шешілген жаңарту шықты. Егер әлі де болмаса, осы хабарға жауап беріңіз: өтініш қайта ашылады.',
}

const en: ReleaseTexts = {
  title: (version) => `kense.app update ${version}`,
  draft:
    'An update that solves your request is out. If it still does not work, reply to this message and your request opens again.',
}

const all: Record<Locale, ReleaseTexts> = { ru, kk, en }

/** Words for clients about releases (3.6). */
export function releaseTexts(locale: Locale): ReleaseTexts {
  return all[locale]
}
