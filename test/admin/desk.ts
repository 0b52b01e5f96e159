import { createAdminApp } from '../../admin/app.tsx'
import type { AdminDeps } from '../../admin/deps.ts'
import { staffSession } from '../../db/schema/people.ts'
import type { Ctx, StaffRole } from '../../src/context.ts'
import { type LiveHub, startLiveHub } from '../../src/live/hub.ts'
import { identifySender } from '../../src/people/identify-sender.ts'
import { addStaff } from '../../src/staff/add-staff.ts'
import { sha256Of } from '../../src/storage/blob-store.ts'
import { openTicket } from '../../src/tickets/open-ticket.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import { type TestContext, testContext } from '../harness.ts'

export const password = 'correct horse battery'
export const secretKey = 'k'.repeat(40)
const origin = 'http://localhost'

export type Desk = TestContext & {
  hub: LiveHub
  app: ReturnType<typeof createAdminApp>
}

/** A panel over a database of its own. */
export async function startDesk(overrides: Partial<AdminDeps> = {}): Promise<Desk> {
  const context = await testContext()
  const hub = await startLiveHub(context.sql, context.ctx.log)
  const app = createAdminApp({
    ctx: context.ctx,
    hub,
    config: { publicUrl: origin, secretKey, supportAddress: 'support@kense.app' },
    mail: {
      supportAddress: 'support@kense.app',
      messageIdDomain: 'kense.app',
      secretKey,
      loopToken: 'desk',
      plusAddresses: true,
      publicUrl: origin,
      faqBaseUrl: `${origin}/help`,
    },
    attachments: memoryFiles(),
    health: async () => ({ ok: true, checks: {} }),
    metrics: async () => '',
    ...overrides,
  })
  return {
    ...context,
    hub,
    app,
    close: async () => {
      await hub.close()
      await context.close()
    },
  }
}

/** A store of files that lives as long as the test. */
export function memoryFiles(): AdminDeps['attachments'] {
  const kept = new Map<string, Buffer>()
  return {
    open: async (sha256) => kept.get(sha256) ?? null,
    put: async (bytes) => {
      const sha256 = sha256Of(bytes)
      kept.set(sha256, bytes)
      return sha256
    },
    remove: async (sha256) => void kept.delete(sha256),
  }
}

export function buildStaff(ctx: Ctx, role: StaffRole = 'operator', email = `${role}@kense.app`) {
  return addStaff(ctx, { email, name: `Сотрудник ${role}`, role, password })
}

export type Ticketed = { id: string; number: string; href: string; requesterId: string }

let customers = 0

/** A client's request by mail, as the intake would have registered it. */
export async function buildTicket(
  ctx: Ctx,
  values: { subject?: string; body?: string; receivedAt?: Date } = {},
): Promise<Ticketed> {
  customers += 1
  const subject = values.subject ?? 'Не приходит код'
  return ctx.db.transaction(async (tx) => {
    const sender = await identifySender(
      ctx,
      tx,
      { channel: 'email', address: `client${customers}@mail.example`, displayName: 'Клиент' },
      'ru',
    )
    const { ticket } = await openTicket(ctx, tx, {
      sender,
      channel: 'email',
      locale: 'ru',
      subject,
      body: values.body ?? subject,
      receivedAt: values.receivedAt ?? ctx.now(),
      quietMs: 0,
    })
    const number = formatTicketNumber(ticket.number)
    return {
      id: ticket.id,
      number: ticket.number,
      href: `/desk/tickets/${number}`,
      requesterId: sender.contactId,
    }
  })
}

/** A browser without scripts: keeps its cookie, sends the form token of the last page it saw. */
export class Visitor {
  cookie = ''
  csrf = ''
  private readonly app: Desk['app']

  constructor(app: Desk['app']) {
    this.app = app
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    const response = await this.app.request(path, { headers: { ...this.sent(), ...headers } })
    this.csrf = /name="csrf" value="([^"]+)"/.exec(await response.clone().text())?.[1] ?? this.csrf
    return response
  }

  async post(
    path: string,
    fields: Record<string, string>,
    headers: Record<string, string> = { Origin: origin },
  ): Promise<Response> {
    const response = await this.app.request(path, {
      method: 'POST',
      body: new URLSearchParams({ csrf: this.csrf, ...fields }),
      headers: { ...this.sent(), ...headers },
    })
    this.cookie = response.headers.get('set-cookie')?.split(';')[0] ?? this.cookie
    return response
  }

  /** Sends a form with files, as a browser does. */
  async upload(path: string, fields: Record<string, string>, files: File[]): Promise<Response> {
    const body = new FormData()
    for (const [name, value] of Object.entries({ csrf: this.csrf, ...fields })) {
      body.append(name, value)
    }
    // A browser sends an empty part for a field without a file.
    for (const file of files.length > 0 ? files : [new File([], '')]) body.append('files', file)
    const headers = { Origin: origin, ...this.sent() }
    return this.app.request(path, { method: 'POST', body, headers })
  }

  private sent(): Record<string, string> {
    return this.cookie === '' ? {} : { Cookie: this.cookie }
  }
}

/** Somebody signed in, with the form token in hand. */
export async function signedIn(desk: Desk, email: string): Promise<Visitor> {
  const visitor = new Visitor(desk.app)
  const response = await visitor.post('/desk/sign-in', { email, password })
  if (response.status !== 303) throw new Error(`sign-in gave ${response.status}`)
  // As if a code of the authenticator app had been given, too: what this takes is tested where it is the subject.
  await desk.db.update(staffSession).set({ secondFactorAt: desk.clock.now() })
  await visitor.get('/desk')
  return visitor
}
