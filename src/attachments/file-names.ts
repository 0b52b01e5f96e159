const EXECUTABLE = new Set(
  (
    'exe dll scr bat cmd com msi msp mst pif cpl hta jse js mjs vbs vbe wsf wsh wsc ps1 ps1xml psm1 psd1 ' +
    'jar jnlp lnk url scf inf reg chm hlp gadget application appx appxbundle msix apk ipa app dmg pkg deb rpm ' +
    'run sh bash zsh command bin elf so dylib sys drv ocx iso img vhd vhdx one docm dotm xlsm xltm xlam xll ' +
    'pptm potm ppam ppsm sldm ade adp mdb accde settingcontent-ms library-ms'
  ).split(' '),
)
const ARCHIVE = new Set(
  'zip rar 7z tar gz tgz bz2 tbz xz txz zst lz lzma cab arj ace lzh z zipx'.split(' '),
)
const RIGHT_TO_LEFT_OVERRIDE = /[\u202A-\u202E\u2066-\u2069]/

/** The lower-case extension without its dot, or ''; what Windows ignores at the end is ignored. */
export function extensionOf(name: string): string {
  const bare = name.replace(/[\s.]+$/, '').replace(/[\u200B-\u200F\u202A-\u202E\u2066-\u2069]/g, '')
  return /\.([^./\\]{1,16})$/.exec(bare)?.[1]?.toLowerCase() ?? ''
}

/** True for a name that a desktop would run, also one whose direction marks hide its ending. */
export function isExecutableName(name: string): boolean {
  return EXECUTABLE.has(extensionOf(name)) || RIGHT_TO_LEFT_OVERRIDE.test(name)
}

/** True for the name of an archive of any kind. */
export function isArchiveName(name: string): boolean {
  return ARCHIVE.has(extensionOf(name))
}
