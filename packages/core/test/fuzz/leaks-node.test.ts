import { createNodeHandler } from '../../src/node.js'
import { serveNode } from '../testing/hosts.js'
import { leaks } from './leaks.js'

leaks((proxy) => serveNode(createNodeHandler(proxy)), 2_000, 1)
