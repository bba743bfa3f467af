import { createExpressMiddleware } from '@ccload/adapter-express'
import { createKoaMiddleware } from '@ccload/adapter-koa'
import express from 'express'
import Koa from 'koa'
import { createFetchHandler } from '../../src/fetch.js'
import { createNodeHandler } from '../../src/node.js'
import type { MountAdapter } from '../../src/testing.js'
import { serveFetch, serveNode } from './hosts.js'

/** Every adapter in its host, by the name under which the reports list it. */
export const MOUNTS: Readonly<Record<string, MountAdapter>> = {
  Node: (proxy) => serveNode(createNodeHandler(proxy)),
  Express: (proxy) => serveNode(express().use(createExpressMiddleware(proxy))),
  Koa: (proxy) => {
    const app = new Koa().use(createKoaMiddleware(proxy))
    // Koa reports clients that leave, which some of the tests' clients do.
    app.on('error', () => {})
    return serveNode(app.callback())
  },
  fetch: (proxy) => serveFetch(createFetchHandler(proxy)),
}
