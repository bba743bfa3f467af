export {
  adapterContract,
  type DefineTest,
} from './testing/adapter-contract/adapter-contract.js'
export type { AdapterMount, AdapterTraits, MountAdapter } from './testing/adapter-contract/bench.js'
export type {
  AnswerFraming,
  ApiBehaviour,
  Behaviour,
  BodySource,
  Bytes,
  BytesBehaviour,
  CutPoint,
  Delivery,
  Ending,
  FixedBehaviour,
} from './testing/behaviour.js'
export {
  answer,
  apiError,
  closeBeforeHeaders,
  empty,
  errorEvent,
  errorInJson,
  eventStream,
  fixed,
  hang,
  html,
  huge,
  rawBytes,
  redirect,
  resetBeforeHeaders,
  stall,
} from './testing/behaviours.js'
export { CutError } from './testing/byte-reader.js'
export type {
  ConformanceBench,
  ConformanceRow,
  GatewayUnderTest,
} from './testing/conformance/bench.js'
export { connectUpstreamPair } from './testing/conformance/control-client.js'
export {
  type FakeUpstreams,
  type FakeUpstreamsOptions,
  startFakeUpstreams,
} from './testing/conformance/control-server.js'
export { toLine, toMarkdown, toSummary } from './testing/conformance/report.js'
export { CONFORMANCE_ROWS } from './testing/conformance/rows.js'
export {
  type ConformanceOptions,
  type RowResult,
  runConformance,
} from './testing/conformance/runner.js'
export {
  createUpstreamPair,
  type ReceivedRequest,
  type UpstreamPair,
} from './testing/conformance/upstream-pair.js'
export {
  type BehaviourChoice,
  createFakeAnthropic,
  type FakeAnthropic,
  type FakeAnthropicOptions,
} from './testing/fake-anthropic.js'
export { createFakeClock, type FakeClock } from './testing/fake-clock.js'
export { createGate, type Gate } from './testing/gate.js'
export { headerValue, headerValues, type WireHead, withoutHeaders } from './testing/http-wire.js'
export {
  type ContentBlock,
  type MessagesRequest,
  SAMPLE_USAGE,
  type Turn,
  toApiError,
  toMessage,
} from './testing/messages-api.js'
export {
  connectRaw,
  type RawAnswer,
  type RawConnection,
  type RawEnding,
  type RawRequest,
  type RawResponse,
  rawRequest,
} from './testing/raw-request.js'
export type { RecordedRequest } from './testing/recorded-request.js'
export { type StoreContractOptions, storeContract } from './testing/store-contract.js'
export { encodeEvent, PING, type SseEvent, toEvent, toEvents } from './testing/stream-events.js'
