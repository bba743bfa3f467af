import { expect, it } from 'vitest'
import { createAdminPassword } from './admin-password.js'
import { createLoginThrottle } from './login-throttle.js'
import { createCredential } from './password.js'

const credential = createCredential('right password', { N: 16, r: 1, p: 1 })

async function setUp(perClient = 2) {
  const current = { hash: (await credential).hash }
  const throttle = createLoginThrottle({ now: () => 0, perClient })
  const password = createAdminPassword({ hash: async () => current.hash, throttle })
  return { current, password }
}

it('tells right from wrong', async () => {
  const { password } = await setUp()
  expect(await password.check('right password', '::1')).toEqual({ kind: 'right' })
  expect(await password.check('wrong', '::1')).toEqual({ kind: 'wrong' })
})

it('throttles guesses also after the right password was remembered', async () => {
  const { password } = await setUp()
  await password.check('right password', '192.0.2.1')
  await password.check('guess 1', '192.0.2.9')
  await password.check('guess 2', '192.0.2.9')
  const third = await password.check('right password', '192.0.2.9')
  expect(third).toEqual({ kind: 'throttled', retryAfterMs: 15 * 60_000 })
})

it('lets many parallel calls with the right password through', async () => {
  const { password } = await setUp()
  const checks = await Promise.all(
    Array.from({ length: 20 }, () => password.check('right password', '192.0.2.1')),
  )
  expect(new Set(checks.map(({ kind }) => kind))).toEqual(new Set(['right']))
})

it('lets no parallel guesses slip through', async () => {
  const { password } = await setUp()
  const checks = await Promise.all(
    Array.from({ length: 20 }, (_, i) => password.check(`guess ${i}`, '192.0.2.1')),
  )
  expect(checks.filter(({ kind }) => kind === 'wrong')).toHaveLength(2)
  expect(checks.filter(({ kind }) => kind === 'throttled')).toHaveLength(18)
})

it('forgets the remembered password when it is changed', async () => {
  const { current, password } = await setUp()
  await password.check('right password', '::1')
  current.hash = (await createCredential('a new password', { N: 16, r: 1, p: 1 })).hash
  expect(await password.check('right password', '::1')).toEqual({ kind: 'wrong' })
  expect(await password.check('a new password', '::1')).toEqual({ kind: 'right' })
})
