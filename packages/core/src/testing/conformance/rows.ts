import type { ConformanceRow } from './bench.js'
import { credentialRows } from './rows-credentials.js'
import { endpointRows } from './rows-endpoints.js'
import { exhaustedRows, memoryRows } from './rows-exhausted.js'
import { failoverRows, passedOnRows } from './rows-failover.js'
import { requestBodyRows } from './rows-request-body.js'
import { requestHeaderRows } from './rows-request-headers.js'
import { responseRows } from './rows-response.js'
import { streamRows } from './rows-stream.js'
import { usageRows } from './rows-usage.js'

/** Every row of the contract, in the order in which they are checked and reported. */
export const CONFORMANCE_ROWS: readonly ConformanceRow[] = [
  ...endpointRows,
  ...credentialRows,
  ...requestBodyRows,
  ...requestHeaderRows,
  ...responseRows,
  ...streamRows,
  ...failoverRows,
  ...passedOnRows,
  ...memoryRows,
  ...exhaustedRows,
  ...usageRows,
]
