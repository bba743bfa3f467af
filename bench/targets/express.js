import { createNodeTarget } from './node-program.js'

/** The usual way in Express: http-proxy-middleware. Reads no body and swaps the key only. */
export const express = createNodeTarget({
  name: 'express',
  label: 'Express + http-proxy-middleware',
  program: 'express.js',
  packages: ['express', 'http-proxy-middleware'],
})
