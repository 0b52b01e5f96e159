import { Worker } from 'node:worker_threads'
import type { ParsedMail, ParseLimits } from './parse.ts'
import { MailUnparseable, type UnparseableReason } from './unparseable.ts'

type Answer = { mail: ParsedMail } | { unparseable: { reason: UnparseableReason; detail: string } }

const file = import.meta.url.endsWith('.ts') ? './parse-worker.ts' : './parse-worker.js'
const maxThreads = 2
const watchEveryMs = 100
const mebibyte = 1024 * 1024

let running = 0
const waiting: (() => void)[] = []

/**
 * Reads a mail in a thread of its own, which is ended when it takes too long or too much memory.
 * @throws MailUnparseable
 */
export async function parseInThread(raw: Buffer, limits: ParseLimits): Promise<ParsedMail> {
  if (running >= maxThreads) await new Promise<void>((resolve) => waiting.push(resolve))
  running += 1
  try {
    return await readInThread(raw, limits)
  } finally {
    running -= 1
    waiting.shift()?.()
  }
}

async function readInThread(raw: Buffer, limits: ParseLimits): Promise<ParsedMail> {
  const worker = new Worker(new URL(file, import.meta.url), {
    workerData: raw,
    resourceLimits: { maxOldGenerationSizeMb: limits.maxMemoryMb },
  })
  const stops: (() => void)[] = []
  try {
    return await new Promise<ParsedMail>((resolve, reject) => {
      const give = (reason: UnparseableReason, detail = '') =>
        reject(new MailUnparseable(reason, detail))
      const timer = setTimeout(() => give('timeout'), limits.timeoutMs)
      // The limits of a thread do not count buffers, so they are watched.
      const watch = setInterval(async () => {
        // Absent before Node 24: there only the heap is limited.
        const heap = await worker.getHeapStatistics?.().catch(() => null)
        if (!heap) return
        const mb = (heap.used_heap_size + heap.external_memory) / mebibyte
        if (mb > limits.maxMemoryMb) give('too_much_memory', `${Math.round(mb)} MB`)
      }, watchEveryMs)
      stops.push(
        () => clearTimeout(timer),
        () => clearInterval(watch),
      )
      worker.once('message', (answer: Answer) =>
        'mail' in answer
          ? resolve(withBuffers(answer.mail))
          : give(answer.unparseable.reason, answer.unparseable.detail),
      )
      worker.once('error', (error: NodeJS.ErrnoException) =>
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? give('too_much_memory')
          : give('parser_failed', error.message),
      )
      worker.once('exit', () => give('parser_failed', 'the thread ended without an answer'))
    })
  } finally {
    for (const stop of stops) stop()
    await worker.terminate()
  }
}

/** Buffers come out of a thread as plain arrays of bytes. */
function withBuffers(mail: ParsedMail): ParsedMail {
  const attachments = mail.attachments.map((file) => {
    const { buffer, byteOffset, byteLength } = file.content as Uint8Array<ArrayBuffer>
    return { ...file, content: Buffer.from(buffer, byteOffset, byteLength) }
  })
  return { ...mail, attachments }
}
