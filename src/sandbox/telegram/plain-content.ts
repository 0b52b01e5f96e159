import type { Poll } from 'grammy/types'
import { z } from 'zod'
import { badRequest } from './api-error.ts'
import type { SandboxCore } from './core.ts'
import type { MessageContent } from './media-content.ts'
import type { Params } from './params.ts'

const diceFaces: Record<string, number> = { '🎲': 6, '🎯': 6, '🎳': 6, '🏀': 5, '⚽': 5, '🎰': 64 }

/** @throws ApiError 400 for an emoji Telegram does not animate */
export function diceContent(core: SandboxCore, emoji: string | undefined): MessageContent {
  const chosen = emoji || '🎲'
  const faces = diceFaces[chosen]
  if (faces === undefined) throw badRequest('unsupported dice emoji')
  return { dice: { emoji: chosen, value: 1 + Math.floor(core.random() * faces) } }
}

export function locationContent(params: Params): MessageContent {
  const latitude = params.number('latitude')
  const longitude = params.number('longitude')
  if (latitude === undefined || Math.abs(latitude) > 90)
    throw badRequest('wrong latitude specified')
  if (longitude === undefined || Math.abs(longitude) > 180) {
    throw badRequest('wrong longitude specified')
  }
  return { location: { latitude, longitude } }
}

export function venueContent(params: Params): MessageContent {
  const { location } = locationContent(params)
  const title = params.string('title')
  const address = params.string('address')
  if (!location || !title || !address) throw badRequest('venue title and address must be non-empty')
  return { location, venue: { location, title, address } }
}

export function contactContent(params: Params): MessageContent {
  const phoneNumber = params.string('phone_number')
  const firstName = params.string('first_name')
  if (!phoneNumber) throw badRequest('contact phone number must be non-empty')
  if (!firstName) throw badRequest('contact first name must be non-empty')
  const lastName = params.string('last_name')
  const vcard = params.string('vcard')
  return {
    contact: {
      phone_number: phoneNumber,
      first_name: firstName,
      ...(lastName ? { last_name: lastName } : {}),
      ...(vcard ? { vcard } : {}),
    },
  }
}

const optionSchema = z.union([
  z.string(),
  z.object({ text: z.string() }).transform(({ text }) => text),
])

export function pollContent(core: SandboxCore, params: Params): MessageContent {
  const question = params.string('question') ?? ''
  const options = z.array(optionSchema).safeParse(params.list('options') ?? [])
  if (question === '') throw badRequest('poll question must be non-empty')
  if (question.length > 300) throw badRequest('poll question length must not exceed 300')
  if (!options.success || options.data.length < 2)
    throw badRequest('poll must have at least 2 option')
  if (options.data.length > 12) throw badRequest("poll can't have more than 12 options")
  const correct = params.number('correct_option_id')
  const isQuiz = params.string('type') === 'quiz'
  return {
    poll: {
      ...newPoll(core, question, options.data),
      is_anonymous: !params.has('is_anonymous') || params.bool('is_anonymous'),
      type: isQuiz ? 'quiz' : 'regular',
      allows_multiple_answers: params.bool('allows_multiple_answers'),
      ...(isQuiz && correct !== undefined ? { correct_option_ids: [correct] } : {}),
    },
  }
}

/** An open poll without votes. */
export function newPoll(core: SandboxCore, question: string, options: string[]): Poll {
  return {
    id: String(5_000_000_000 + core.nextSerial()),
    question,
    options: options.map((text, index) => ({
      persistent_id: String(index),
      text,
      voter_count: 0,
    })),
    total_voter_count: 0,
    is_closed: false,
    is_anonymous: true,
    type: 'regular',
    allows_multiple_answers: false,
    allows_revoting: true,
    members_only: false,
  }
}
