import { createFetchHandler } from '../../src/fetch.js'
import { serveFetch } from '../testing/hosts.js'
import { leaks } from './leaks.js'

leaks((proxy) => serveFetch(createFetchHandler(proxy)), 600, 2)
