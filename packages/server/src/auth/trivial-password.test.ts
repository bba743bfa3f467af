import { expect, it } from 'vitest'
import { generatePassword } from './password.js'
import { isTrivialPassword } from './trivial-password.js'

it.each([
  'admin',
  'Admin123!',
  'password1',
  '12345678',
  '87654321',
  'aaaaaaaaaaaa',
  'abcdefgh',
  'changeme2024',
  'short1!',
  '!!!admin!!!',
  'üüüü',
])('refuses %s', (password) => {
  expect(isTrivialPassword(password)).toBe(true)
})

it.each(['correct horse', 'administrative-zeal', 'x7#kQ9vv', '密码是一个很长的句子'])(
  'accepts %s',
  (password) => {
    expect(isTrivialPassword(password)).toBe(false)
  },
)

it('never generates one', () => {
  const passwords = Array.from({ length: 50 }, generatePassword)
  expect(passwords.filter(isTrivialPassword)).toEqual([])
  expect(new Set(passwords).size).toBe(50)
  expect(passwords[0]).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/)
})
