export { createNodeHandler, type NodeHandler } from './adapters/node.js'
export { createNodeExchange, type NodeExchangeOptions } from './adapters/node-exchange.js'
