import type { Connection } from '../db/client.ts'

/** Noon of a working Wednesday in Astana; the open requests came in the two weeks before. */
export const benchNow = new Date('2026-11-25T07:00:00Z')

const days = 24 * 3600

/**
 * Tickets of two years, every fiftieth still open, with their clients, words, audit links and cycles; twenty
 * members of staff hold a half of the open ones. Made inside the database, so that a million takes a minute.
 */
export async function fillQueue({ sql }: Pick<Connection, 'sql'>, tickets: number): Promise<void> {
  const open = tickets / 50
  const now = benchNow.toISOString()
  await sql.unsafe('drop index message_search')
  await sql.unsafe(`
    create function made(kind int, n bigint) returns uuid immutable parallel safe language sql
      return (lpad(to_hex(kind), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid;
    insert into staff (id, email, name, role, password_hash, created_at)
      select made(1, n), 's' || n || '@kense.example', 'Сотрудник ' || n, 'operator', '-', '${now}'
      from generate_series(1, 20) n;
    insert into staff_work (staff_id, skills, updated_at)
      select made(1, n), array[(array['1c', 'eds', 'billing'])[n % 3 + 1]], '${now}'
      from generate_series(1, 20) n;
    insert into contact (id, name, created_at)
      select made(2, n), 'Клиент ' || n, '${now}' from generate_series(0, ${tickets / 5}) n;
    insert into identity (id, contact_id, channel, address, created_at)
      select made(3, n), made(2, n), 'email', 'c' || n || '@client.example', '${now}'
      from generate_series(0, ${tickets / 5}) n;
    insert into ticket (id, number, subject, status, channel, locale, requester_id, identity_id, assignee_id,
      intent, priority, complexity, category, product, needs_triage_check, received_at, burst_ends_at,
      acknowledged_at, first_response_at, last_client_message_at, resolved_at, closed_at, target_at, due_at,
      limit_check_at, sla_policy_version, updated_at)
    select made(4, n), lpad(n::text, 9, '0'), 'Не подписывается акт номер ' || n,
      case when n > ${open} then 'closed'
        else (array['registered', 'registered', 'in_progress', 'in_progress', 'in_progress', 'registered',
          'waiting_for_client', 'in_progress', 'in_development', 'support_suspended'])[n % 10 + 1] end,
      'email', 'ru', made(2, n % ${tickets / 5}), made(3, n % ${tickets / 5}),
      case when n > ${open} or n % 2 = 0 then made(1, n % 20 + 1) end,
      case when n % 7 = 0 then 'billing' else 'incident' end,
      (array['critical', 'high', 'medium', 'medium', 'low', 'low', 'low', 'suggestion'])[n % 8 + 1],
      'simple', 'software_error', (array['platform', 'documents', 'signing', 'integration-1c'])[n % 4 + 1],
      n % 20 = 0, at, at, at,
      case when n > ${open} then at + interval '1 hour' end, at,
      case when n > ${open} then at + interval '5 hours' end,
      case when n > ${open} then at + interval '3 days' end,
      at + interval '1 day', at + interval '20 days',
      case when n <= ${open} then timestamptz '${now}' + interval '1 day' end, 1, at
    from (select n, timestamptz '${now}' - make_interval(secs => case when n > ${open}
        then ${15 * days} + (n::bigint * 48271 % ${700 * days}) else n::bigint * 48271 % ${14 * days} end) as at
      from generate_series(1, ${tickets}) n) moments;
    insert into message (id, ticket_id, author, channel, body, created_at)
      select made(5, n), id, 'client', 'email', 'С утра не подписывается акт номер ' || number || ', ошибка подписи',
        received_at from (select *, row_number() over () n from ticket) t;
    insert into audit_event (chain, seq, at, actor, action, data, prev_hash, hash, txid)
      select 'ticket:' || id, seq, received_at + make_interval(secs => seq), '{"kind":"system","name":"bench"}',
        action, jsonb_build_object('priority', priority, 'receivedAt', to_char(received_at at time zone 'UTC',
          'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), '', id::text || seq, 1
      from ticket, (values (1, 'ticket.opened'), (2, 'ticket.classified')) link (seq, action);
    insert into ticket_cycle (ticket_id, cycle, started_at, stopped_at, outcome, priority, assignee_id,
      policy_version, calendar_version, due_at, breached_at, budget_ms, net_ms, waiting_ms, suspended_ms,
      development_ms, first_response_at, first_response_ms, first_response_late)
    select id, 1, received_at, resolved_at, 'resolved', priority, assignee_id, 1, '1', due_at,
      case when number::int % 10 = 0 then due_at end, 28800000, number::bigint * 7919 % 40000000, number::bigint * 31 % 9000000, 0, number::bigint * 17 % 5000000,
      first_response_at, 3600000, number::int % 5 = 0
    from ticket where status = 'closed'`)
  await sql.unsafe(
    `create index message_search on message using gin (to_tsvector('russian', body))`,
  )
  await sql.unsafe('vacuum analyze')
}
