import { expect, test } from 'vitest'
import { imageInfo } from './image-size.ts'

const hex = (digits: string) => Buffer.from(digits.replaceAll(' ', ''), 'hex')

test('each format tells its size', () => {
  const pad = '00'.repeat(24)
  expect(
    imageInfo(hex(`89504e470d0a1a0a 0000000d 49484452 00000280 00000168 ${pad}`)),
  ).toMatchObject({
    width: 640,
    height: 360,
    mime: 'image/png',
  })
  expect(imageInfo(hex(`474946383961 8002 6801 ${pad}`))).toMatchObject({ width: 640, height: 360 })
  const jpeg = `ffd8 ffe0 0004 4a46 ffc0 0011 08 0168 0280 ${pad}`
  expect(imageInfo(hex(jpeg))).toMatchObject({ width: 640, height: 360, extension: 'jpg' })
  const webp = `52494646 00000000 57454250 56503858 0a000000 00000000 7f0200 670100 ${pad}`
  expect(imageInfo(hex(webp))).toMatchObject({ width: 640, height: 360, mime: 'image/webp' })
})

test('anything else is no picture', () => {
  expect(imageInfo(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toBeNull()
  expect(imageInfo(Buffer.alloc(5))).toBeNull()
  expect(imageInfo(hex(`ffd8 ffe0 0000 ${'00'.repeat(30)}`))).toBeNull()
})
