import { faqAlias } from '../../db/schema/catalogue.ts'
import { incident as incidents, incidentTicket } from '../../db/schema/incidents.ts'
import { setAnswerMode } from '../../src/faq/answer-mode.ts'
import { dropQuestion, keepQuestion } from '../../src/faq/keep-question.ts'
import { publishArticle, withdrawArticle } from '../../src/faq/publish-article.ts'
import { refitAnswers } from '../../src/faq/refit-answers.ts'
import { saveArticle } from '../../src/faq/save-article.ts'
import { changeAnnouncement } from '../../src/incidents/change-announcement.ts'
import { changeReach } from '../../src/incidents/change-reach.ts'
import { confirmIncident } from '../../src/incidents/confirm-incident.ts'
import { dismissIncident } from '../../src/incidents/dismiss-incident.ts'
import { setIncidentRules } from '../../src/incidents/incident-rules.ts'
import { linkOffered } from '../../src/incidents/link-offered.ts'
import { openIncident } from '../../src/incidents/open-incident.ts'
import { placeTicket } from '../../src/incidents/place-ticket.ts'
import { publishAnnouncement } from '../../src/incidents/publish-announcement.ts'
import { publishRelease } from '../../src/incidents/publish-release.ts'
import { defaultIncidentRules } from '../../src/incidents/rises.ts'
import { updateIncident } from '../../src/incidents/update-incident.ts'
import { withdrawRelease } from '../../src/incidents/withdraw-release.ts'
import { changeCalendar } from '../../src/sla/change-calendar.ts'
import { changePolicy } from '../../src/sla/change-policy.ts'
import { changeTariffLimits } from '../../src/sla/change-tariff-limits.ts'
import { reapplyPolicy } from '../../src/sla/reapply-policy.ts'
import { setWarningSettings } from '../../src/sla/warning-settings.ts'
import { defaultWarningSettings } from '../../src/sla/warnings.ts'
import { cancelTariff } from '../../src/tariffs/cancel-tariff.ts'
import { changeTariff } from '../../src/tariffs/change-tariff.ts'
import { createTariff } from '../../src/tariffs/create-tariff.ts'
import { endSubscription } from '../../src/tariffs/end-subscription.ts'
import { recordPayment } from '../../src/tariffs/record-payment.ts'
import { restrictExpired } from '../../src/tariffs/restrict-expired.ts'
import { savePromotion } from '../../src/tariffs/save-promotion.ts'
import { subscribeClient } from '../../src/tariffs/subscribe-client.ts'
import { upsertSubscription } from '../../src/tariffs/upsert-subscription.ts'
import { voidPayment } from '../../src/tariffs/void-payment.ts'
import { withdrawPromotion } from '../../src/tariffs/withdraw-promotion.ts'
import { setWordLists } from '../../src/triage/word-lists.ts'
import { judgedOffers } from '../triage/judged-offers.ts'
import { type Acting, type Verb, verb } from './verb.ts'

const wording = {
  product: 'support',
  titleRu: 'Как войти',
  titleKk: '',
  answerRu: 'Откройте страницу входа.',
  answerKk: '',
  keywords: '',
}
const article = { slug: 'contract-article', isNew: true, ...wording }
const bothTexts = { textRu: 'Работы', textKk: 'Жұмыстар', textEn: 'Works' }
const incident = {
  titleRu: 'Сбой',
  titleKk: 'Іркіліс',
  titleEn: 'Outage',
  stage: 'identified' as const,
  ...bothTexts,
}
const release = { version: '9.9', references: 'DEV-1', ...bothTexts }
const announcement = {
  kind: 'planned' as const,
  startsAt: '2026-12-01T20:00',
  titleRu: 'Работы',
  textRu: 'Плановые работы',
}
const tariff = {
  code: 'contract',
  nameRu: 'Месячный',
  nameKk: 'Айлық',
  conditionsRu: 'Условия',
  conditionsKk: 'Шарттары',
  priceTenge: '10000',
  periodMonths: 1,
  published: true,
}
const promotion = {
  kind: 'discount' as const,
  titleRu: 'Скидка',
  titleKk: 'Жеңілдік',
  conditionsRu: 'Условия',
  conditionsKk: 'Шарттары',
  percent: '10',
  startsOn: '2026-11-23',
  endsOn: '2026-12-31',
  published: true,
}

async function withIncident(a: Acting): Promise<{ incidentId: string }> {
  return {
    incidentId: await openIncident(a.as('admin'), { ...incident, startedAt: '2026-11-23T09:00' }),
  }
}

async function proposed(a: Acting): Promise<{ incidentId: string }> {
  const id = a.system.newId()
  const now = a.system.now()
  const moments = { startedAt: now, proposedAt: now, updatedAt: now }
  await a.system.db.insert(incidents).values({ id, state: 'proposed', ...moments })
  return { incidentId: id }
}

async function withPayment(a: Acting) {
  await createTariff(a.as('admin'), tariff)
  return recordPayment(a.as('admin'), paid(a))
}

const paid = ({ world }: Acting) => ({
  clientId: world.clientId,
  tariffCode: 'contract',
  invoiceNumber: 'СЧ-1',
  amountTenge: '10000',
  paidOn: '2026-11-23',
})

/** Articles, calendar, limits, incidents, tariffs: what the desk works with. */
export const deskVerbs: Verb[] = [
  verb('faq/save-article', saveArticle, {
    may: 'faq.write',
    input: () => article,
    again: 'refused',
  }),
  verb('faq/publish-article', publishArticle, {
    may: 'faq.publish',
    input: async (a) => {
      await saveArticle(a.as('admin'), article)
      return { slug: article.slug, version: 1 }
    },
    again: 'anew',
  }),
  verb('faq/publish-article', withdrawArticle, {
    may: 'faq.publish',
    input: async (a) => {
      await saveArticle(a.as('admin'), article)
      await publishArticle(a.as('admin'), { slug: article.slug, version: 1 })
      return { slug: article.slug }
    },
    bad: { slug: 'no-such-article' },
    again: 'nothing',
  }),
  verb('faq/keep-question', keepQuestion, {
    may: 'faq.write',
    input: async (a) => {
      await saveArticle(a.as('admin'), article)
      return { slug: article.slug, text: 'как мне войти в кабинет' }
    },
    again: 'nothing',
  }),
  verb('faq/keep-question', dropQuestion, {
    may: 'faq.write',
    input: async (a) => {
      await saveArticle(a.as('admin'), article)
      await keepQuestion(a.as('admin'), { slug: article.slug, text: 'как мне войти в кабинет' })
      const rows = await a.system.db.select().from(faqAlias)
      return { slug: article.slug, id: rows.find((row) => row.slug === article.slug)?.id ?? '' }
    },
    bad: null,
    again: 'nothing',
  }),
  verb('faq/answer-mode', setAnswerMode, {
    may: 'faq.publish',
    input: () => ({ mode: 'off' }),
    again: 'anew',
  }),
  verb('faq/refit-answers', refitAnswers, {
    may: 'faq.publish',
    input: async (a) => {
      await judgedOffers(a.system, 60)
    },
    bad: null,
    again: 'anew',
  }),
  verb('triage/word-lists', setWordLists, {
    may: 'triage.write',
    input: () => ({ stop: 'дурень', allow: '' }),
    bad: { stop: 5 },
    again: 'anew',
  }),
  verb('sla/change-calendar', changeCalendar, {
    may: 'calendar.write',
    input: () => ({
      change: 'set_day',
      date: '2026-12-07',
      kind: 'dayoff',
      nameRu: 'Переезд',
    }),
    again: 'refused',
  }),
  verb('sla/change-policy', changePolicy, {
    may: 'limits.write',
    input: () => {
      const hours = { unit: 'hours' as const, target: 2, deadline: 8, firstResponseHours: 1 }
      return {
        dayRule: 'end_of_nth_day',
        hoursPerDay: 9,
        limits: { critical: hours, high: hours, medium: hours, low: hours, suggestion: hours },
      }
    },
    again: 'anew',
  }),
  verb('incidents/publish-announcement', publishAnnouncement, {
    may: 'incidents.write',
    input: () => announcement,
    again: 'anew',
  }),
  verb('incidents/change-announcement', changeAnnouncement, {
    may: 'incidents.write',
    input: async (a) => ({
      change: 'withdraw',
      id: await publishAnnouncement(a.as('admin'), announcement),
    }),
    again: 'refused',
  }),
  verb('incidents/open-incident', openIncident, {
    may: 'incidents.write',
    input: () => ({ ...incident, startedAt: '2026-11-23T09:00' }),
    again: 'refused',
  }),
  verb('incidents/update-incident', updateIncident, {
    may: 'incidents.write',
    input: async (a) => ({ ...(await withIncident(a)), stage: 'monitoring', ...bothTexts }),
    again: 'anew',
  }),
  verb('incidents/change-reach', changeReach, {
    may: 'incidents.write',
    input: async (a) => ({ ...(await withIncident(a)), affectsAll: true }),
    again: 'nothing',
  }),
  verb('incidents/place-ticket', placeTicket, {
    may: 'tickets.work',
    input: async (a) => ({ ...(await withIncident(a)), ticketId: a.world.ticketId, linked: true }),
    // In the chain of the incident and in that of the ticket.
    audits: 2,
    again: 'nothing',
  }),
  verb('incidents/link-offered', linkOffered, {
    may: 'incidents.write',
    input: async (a) => {
      const found = await withIncident(a)
      const { ticketId } = a.world
      await a.system.db
        .insert(incidentTicket)
        .values({ ...found, ticketId, state: 'offered', at: a.system.now() })
      return found
    },
    // In the chain of the incident and in that of the ticket.
    audits: 2,
    again: 'nothing',
  }),
  verb('incidents/confirm-incident', confirmIncident, {
    may: 'incidents.write',
    input: async (a) => ({ ...incident, ...(await proposed(a)) }),
    again: 'refused',
  }),
  verb('incidents/dismiss-incident', dismissIncident, {
    may: 'incidents.write',
    input: async (a) => ({ ...(await proposed(a)), reason: 'не сбой' }),
    again: 'refused',
  }),
  verb('incidents/publish-release', publishRelease, {
    may: 'incidents.write',
    input: () => release,
    again: 'refused',
  }),
  verb('incidents/withdraw-release', withdrawRelease, {
    may: 'incidents.write',
    input: async (a) => ({ releaseId: await publishRelease(a.as('admin'), release) }),
    again: 'refused',
  }),
  verb('sla/change-tariff-limits', changeTariffLimits, {
    may: 'limits.write',
    input: () => ({
      tariffCode: 'start',
      limits: { high: { unit: 'hours', target: 1, deadline: 4 } },
    }),
    again: 'anew',
  }),
  verb('sla/warning-settings', setWarningSettings, {
    may: 'limits.write',
    input: () => ({ ...defaultWarningSettings, criticalAtNight: true }),
    again: 'anew',
  }),
  verb('incidents/incident-rules', setIncidentRules, {
    may: 'settings.write',
    input: () => ({ ...defaultIncidentRules, clients: 9 }),
    bad: { clients: 'many' },
    again: 'anew',
  }),
  verb('tariffs/create-tariff', createTariff, {
    may: 'tariffs.write',
    input: () => tariff,
    again: 'refused',
  }),
  verb('tariffs/change-tariff', changeTariff, {
    may: 'tariffs.write',
    input: async (a) => {
      const { version } = await createTariff(a.as('admin'), tariff)
      return { ...tariff, priceTenge: '12000', basedOn: version }
    },
    again: 'refused',
  }),
  verb('tariffs/cancel-tariff', cancelTariff, {
    may: 'tariffs.write',
    input: async (a) => ({ code: (await createTariff(a.as('admin'), tariff)).code }),
    again: 'nothing',
  }),
  verb('tariffs/subscribe-client', subscribeClient, {
    may: 'tariffs.pay',
    input: async (a) => {
      await createTariff(a.as('admin'), tariff)
      return { clientId: a.world.clientId, tariffCode: 'contract' }
    },
    again: 'refused',
  }),
  verb('tariffs/upsert-subscription', upsertSubscription, {
    may: 'tariffs.pay',
    also: ['platform'],
    input: async (a) => {
      await createTariff(a.as('admin'), tariff)
      return { clientId: a.world.clientId, tariffCode: 'contract' }
    },
    again: 'nothing',
  }),
  verb('tariffs/record-payment', recordPayment, {
    may: 'tariffs.pay',
    input: async (a) => {
      await createTariff(a.as('admin'), tariff)
      return paid(a)
    },
    audits: 2,
    again: 'refused',
  }),
  verb('tariffs/restrict-expired', restrictExpired, {
    may: 'access.suspend',
    input: async (a) => {
      await createTariff(a.as('admin'), tariff)
      const periodFrom = '2026-09-01'
      await recordPayment(a.as('admin'), { ...paid(a), paidOn: periodFrom, periodFrom })
      return { clientId: a.world.clientId }
    },
    again: 'refused',
  }),
  verb('tariffs/void-payment', voidPayment, {
    may: 'tariffs.write',
    input: async (a) => ({ paymentId: (await withPayment(a)).id, reason: 'ошибка' }),
    again: 'refused',
  }),
  verb('tariffs/end-subscription', endSubscription, {
    may: 'tariffs.pay',
    input: async (a) => {
      await withPayment(a)
      return { clientId: a.world.clientId, reason: 'отказ' }
    },
    again: 'refused',
  }),
  verb('tariffs/save-promotion', savePromotion, {
    may: 'tariffs.write',
    input: () => promotion,
    again: 'anew',
  }),
  verb('tariffs/withdraw-promotion', withdrawPromotion, {
    may: 'tariffs.write',
    input: async (a) => ({ promotionId: (await savePromotion(a.as('admin'), promotion)).id }),
    again: 'nothing',
  }),
  verb('sla/reapply-policy', reapplyPolicy, {
    may: 'limits.write',
    input: async (a) => {
      const hours = { unit: 'hours' as const, target: 2, deadline: 8, firstResponseHours: 1 }
      await changePolicy(a.as('admin'), {
        dayRule: 'end_of_nth_day',
        hoursPerDay: 9,
        limits: { critical: hours, high: hours, medium: hours, low: hours, suggestion: hours },
      })
      return { ticketId: a.world.ticketId, reason: 'по просьбе' }
    },
    again: 'refused',
  }),
]
