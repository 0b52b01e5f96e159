import type { MailTexts } from './mail.ru.ts'

export const mailKk: MailTexts = {
  accepted: 'Өтініш қабылданды',
  files: 'Тіркемелер туралы',
  acceptedMany: (n) => `Өтініштер қабылданды: ${n}`,
  together: {
    title: (n) => `Өтініштеріңіз тіркелді, өңдеуге қабылданды. Саны: ${n}.`,
    due: (when) => `шешудің регламенттік мерзімі: ${when}`,
    howToAdd: 'Біреуін толықтыру үшін хат тақырыбында оның нөмірін көрсетіңіз.',
  },
  refusedFiles: (n) => (n === 1 ? 'Бір файл қабылданбады.' : `Қабылданбаған файлдар: ${n}.`),
}
