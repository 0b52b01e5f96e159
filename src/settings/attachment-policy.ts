import type { Database } from '../../db/client.ts'
import { type AttachmentPolicy, defaultAttachmentPolicy } from '../attachments/policy.ts'
import { currentSettings } from './current-settings.ts'
import { documentKindsOf } from './settings.ts'

/** What may be sent, with the list of documents that staff set (Annex 1, 4.4). */
export async function currentAttachmentPolicy(db: Database): Promise<AttachmentPolicy> {
  const { documentKinds } = await currentSettings(db)
  return { ...defaultAttachmentPolicy, documents: documentKindsOf(documentKinds) }
}
