import { createNodeHandler } from '../../src/node.js'
import { serveNode } from '../testing/hosts.js'
import { chunkBoundaries } from './chunk-boundaries.js'
import { RECORDED } from './recorded-answers.js'

chunkBoundaries((proxy) => serveNode(createNodeHandler(proxy)), RECORDED)
