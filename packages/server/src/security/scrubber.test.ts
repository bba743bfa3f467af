import { expect, it } from 'vitest'
import { createScrubber } from './scrubber.js'

const SECRET = 'p4ss/w+rd "quoted" ä'

it('masks what it was told of, however it is spelled', () => {
  const { protect, scrub } = createScrubber()
  protect([SECRET])
  const spellings = [
    SECRET,
    encodeURIComponent(SECRET),
    JSON.stringify(SECRET),
    Buffer.from(SECRET).toString('base64'),
  ]
  for (const spelling of spellings) {
    expect(scrub(`before ${spelling} after`)).toMatch(/^before "?\*{4}"?=* after$/)
  }
})

it('masks what looks like a credential', () => {
  const { scrub } = createScrubber()
  expect(scrub('key sk-ant-api03-abcdefgh_1234-x refused')).toBe('key sk-ant-**** refused')
  expect(scrub('{"authorization":"Bearer abc.def/ghi=="}')).toBe('{"authorization":"Bearer ****"}')
})

it('masks a key that it knows to its end, whatever characters it has', () => {
  const { protect, scrub } = createScrubber()
  protect(['sk-ant-key-abcdefgh/+=1234'])
  expect(scrub('key sk-ant-key-abcdefgh/+=1234 refused')).toBe('key **** refused')
})

it('leaves the rest alone', () => {
  const { protect, scrub } = createScrubber()
  protect(['', 'short', 'a.b*c(d'])
  const text = 'a short text about task-management-software, bearers and aXbbbc(d'
  expect(scrub(text)).toBe(text)
})

it('masks the longer of two secrets as a whole', () => {
  const { protect, scrub } = createScrubber()
  protect(['secret-1'])
  protect(['secret-1-and-more'])
  expect(scrub('secret-1-and-more secret-1')).toBe('**** ****')
})
