export { createFetchHandler, type FetchHandler, type FetchInfo } from './adapters/fetch.js'
