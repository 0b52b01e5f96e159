import type { MailTexts } from './mail.ru.ts'

export const mailEn: MailTexts = {
  accepted: 'Request received',
  files: 'About your files',
  acceptedMany: (n) => `Requests received: ${n}`,
  together: {
    title: (n) => `Your requests are registered: ${n}.`,
    due: (when) => `regulated time of resolution until ${when}`,
    howToAdd: 'To add to one of them, put its number into the subject of your mail.',
  },
  refusedFiles: (n) => (n === 1 ? 'One file was not accepted.' : `Files not accepted: ${n}.`),
}
