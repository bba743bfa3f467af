export { createNodeHandler, type NodeHandler } from './adapters/node.js'
export { createNodeExchange, type NodeExchangeOptions } from './adapters/node-exchange.js'
export { createFileJournal, type FileJournalOptions } from './observe/file-journal.js'
