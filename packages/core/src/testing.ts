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
  encodeEvent,
  type MessagesRequest,
  PING,
  SAMPLE_USAGE,
  type SseEvent,
  type Turn,
  toApiError,
  toEvent,
  toEvents,
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
