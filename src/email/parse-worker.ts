import { parentPort, workerData } from 'node:worker_threads'
import { readMail } from './parse.ts'
import { MailUnparseable } from './unparseable.ts'

// The thread of `parse-in-thread.ts`: reads one mail, answers, ends.
const { buffer, byteOffset, byteLength } = workerData as Uint8Array<ArrayBuffer>
try {
  parentPort?.postMessage({ mail: await readMail(Buffer.from(buffer, byteOffset, byteLength)) })
} catch (error) {
  const unparseable =
    error instanceof MailUnparseable
      ? { reason: error.reason, detail: error.detail }
      : { reason: 'parser_failed', detail: error instanceof Error ? error.message : String(error) }
  parentPort?.postMessage({ unparseable })
}
