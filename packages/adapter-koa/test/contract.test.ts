import { createKoaMiddleware } from '@ccload/adapter-koa'
import { adapterContract } from '@ccload/core/testing'
import Koa3 from 'koa'
import Koa2 from 'koa2'
import { describe, it } from 'vitest'
import { mountBelow } from './mount-below.js'
import { serve } from './serve.js'

describe.each([
  ['Koa 3', Koa3],
  ['Koa 2', Koa2 as unknown as typeof Koa3],
])('%s', (_version, Koa) => {
  function createApp() {
    const app = new Koa()
    // Koa reports clients that leave, which some of the contract's clients do.
    app.on('error', () => {})
    return app
  }

  describe('at the root', () => {
    adapterContract(it, (proxy) => serve(createApp().use(createKoaMiddleware(proxy)).callback()))
  })

  describe('below a path', () => {
    adapterContract(it, (proxy) => {
      const app = createApp().use(mountBelow('/below/it', createKoaMiddleware(proxy)))
      return serve(app.callback(), '/below/it')
    })
  })

  describe('behind what keeps the bytes of bodies', () => {
    adapterContract(it, (proxy) => {
      const app = createApp()
      app.use(async (ctx, next) => {
        const chunks: Buffer[] = []
        for await (const chunk of ctx.req) chunks.push(chunk as Buffer)
        Object.assign(ctx.req, { rawBody: Buffer.concat(chunks) })
        await next()
      })
      return serve(app.use(createKoaMiddleware(proxy)).callback())
    })
  })
})
