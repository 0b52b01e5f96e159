import { Bot, GrammyError, InputFile } from 'grammy'
import { Telegraf, TelegramError } from 'telegraf'

export type Answer =
  | { ok: true; result: unknown }
  | { ok: false; code: number; description: string; retryAfter: number | undefined }

export type SeenUpdate = { update_id: number } & Record<string, unknown>

/** One Bot API client library behind the few verbs the conformance tests need. */
export type BotClient = {
  /** Calls a method through the library; a broken connection rejects. */
  call: (method: string, payload?: Record<string, unknown>) => Promise<Answer>
  file: (bytes: Buffer, name: string) => unknown
  /** The library's own way to the content of a file. */
  download: (fileId: string) => Promise<Buffer>
  /** Runs the library's own long polling until `stop`; resolves once it polls. */
  poll: (onUpdate: (update: SeenUpdate) => Promise<void>) => { stop: () => Promise<void> }
}

const token = '123456:SANDBOX-token_for-tests'

export const clients: Record<string, (apiRoot: string) => BotClient> = {
  grammY: grammyClient,
  telegraf: telegrafClient,
}

function grammyClient(apiRoot: string): BotClient {
  const bot = new Bot(token, { client: { apiRoot } })
  const call: BotClient['call'] = async (method, payload = {}) => {
    try {
      // grammY's methods without arguments take none, not even an empty object.
      const args = method === 'getMe' || method === 'getWebhookInfo' ? [] : [payload]
      const raw = bot.api.raw as unknown as Record<string, (...args: object[]) => unknown>
      return { ok: true, result: await raw[method]?.(...args) }
    } catch (error) {
      if (!(error instanceof GrammyError)) throw error
      const { error_code: code, description, parameters } = error
      return { ok: false, code, description, retryAfter: parameters.retry_after }
    }
  }
  return {
    call,
    file: (bytes, name) => new InputFile(bytes, name),
    download: async (fileId) => {
      const { file_path: path } = await bot.api.getFile(fileId)
      return fetchBytes(`${apiRoot}/file/bot${token}/${path}`)
    },
    poll: (onUpdate) => {
      bot.use((ctx) => onUpdate({ ...ctx.update }))
      const running = bot.start()
      return {
        stop: async () => {
          await bot.stop()
          await running
        },
      }
    },
  }
}

/** telegraf resolves its paths against the root as a relative URL, hence the slash. */
function telegrafClient(apiRoot: string): BotClient {
  const bot = new Telegraf(token, { telegram: { apiRoot: `${apiRoot}/` } })
  const call: BotClient['call'] = async (method, payload = {}) => {
    try {
      const callApi = bot.telegram.callApi.bind(bot.telegram) as unknown as (
        method: string,
        payload: object,
      ) => Promise<unknown>
      return { ok: true, result: await callApi(method, payload) }
    } catch (error) {
      if (!(error instanceof TelegramError)) throw error
      return {
        ok: false,
        code: error.code,
        description: error.description,
        retryAfter: error.parameters?.retry_after,
      }
    }
  }
  return {
    call,
    file: (source, filename) => ({ source, filename }),
    download: async (fileId) => fetchBytes((await bot.telegram.getFileLink(fileId)).toString()),
    poll: (onUpdate) => {
      bot.use((ctx) => onUpdate({ ...ctx.update }))
      const running = bot.launch()
      return {
        stop: async () => {
          bot.stop()
          await running
        },
      }
    },
  }
}

async function fetchBytes(url: string): Promise<Buffer> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  return Buffer.from(await response.arrayBuffer())
}
