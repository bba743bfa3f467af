import { createExpressMiddleware } from '@ccload/adapter-express'
import { adapterContract } from '@ccload/core/testing'
import express5 from 'express'
import express4 from 'express4'
import { describe, it } from 'vitest'
import { keepBytes } from './keep-bytes.js'
import { serve } from './serve.js'

describe.each([
  ['Express 5', express5],
  ['Express 4', express4 as unknown as typeof express5],
])('%s', (_version, express) => {
  describe('at the root', () => {
    adapterContract(it, (proxy) => serve(express().use(createExpressMiddleware(proxy))))
  })

  describe('below a path, in a router of the host', () => {
    adapterContract(it, (proxy) => {
      const router = express.Router().use('/it', createExpressMiddleware(proxy))
      return serve(express().use('/below', router), '/below/it')
    })
  })

  describe('behind what keeps the bytes of bodies', () => {
    adapterContract(it, (proxy) =>
      serve(express().use(keepBytes).use(createExpressMiddleware(proxy))),
    )
  })
})
