import { randomBytes } from 'node:crypto'
import { createMemoryStore } from '@ccload/core'
import { storeContract } from '@ccload/core/testing'
import { describe, it } from 'vitest'
import { encryptStore } from '../../src/secrets/encrypt-store.js'
import { createKeyCipher } from '../../src/secrets/key-cipher.js'

const cipher = createKeyCipher([randomBytes(32)])

storeContract({
  name: 'with keys encrypted at rest',
  create: () => encryptStore(createMemoryStore(), cipher),
  describe,
  it,
})
