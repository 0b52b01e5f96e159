import { existsSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// What programs that tests run keep for their next start: the unpacked browser, compiled sources.
const kept =
  /^(chromium|\.org\.chromium\.Chromium\.\w+|fonts|locales|lib(EGL|GLESv2|vk_swiftshader|vulkan)\.so.*|vk_swiftshader_icd\.json|tsx-\d+|node-compile-cache)$/
const binariesCache = '/var/cache/kense-support'

/** Looks now, and returns what removes such things if they were not there before. */
export function leaveAsFound(): () => void {
  const look = () => readdirSync(tmpdir()).filter((name) => kept.test(name))
  const before = new Set(look())
  const hadBinaries = existsSync(binariesCache)
  return () => {
    for (const name of look()) {
      if (!before.has(name)) rmSync(join(tmpdir(), name), { recursive: true, force: true })
    }
    if (!hadBinaries) rmSync(binariesCache, { recursive: true, force: true })
  }
}
