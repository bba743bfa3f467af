import type { Exchange } from '../domain/message.js'
import { CcloadError } from '../errors.js'
import { findCredentials, type Principal } from './authenticate.js'
import type { PipelineContext } from './context.js'
import { Failover } from './failover.js'
import { readForwardRequest } from './forward-request.js'
import { answerModels } from './model-list.js'
import { answerEmpty, answerError, createRequestId } from './own-answer.js'
import { type ForwardRoute, matchRoute, pathOf, type Route } from './route.js'

/**
 * The way of a request: authenticate, read the body once, find its model, try the candidates,
 * relay, record. Settles when the answer is over. Refusals are answered here, in Anthropic's
 * shape; what rejects is a fault of our own, and whether something has been sent by then is told
 * by `exchange.isAnswered`.
 */
export async function handleRequest(context: PipelineContext, exchange: Exchange): Promise<void> {
  const requestId = createRequestId()
  try {
    const route = matchRoute(exchange.method, exchange.target)
    if (route === undefined) throw unknownRoute(exchange)
    await serve(context, exchange, route, requestId)
  } catch (error) {
    if (!(error instanceof CcloadError) || exchange.isAnswered) throw error
    answerError(exchange, error, requestId)
  }
}

async function serve(
  context: PipelineContext,
  exchange: Exchange,
  route: Route,
  requestId: string,
): Promise<void> {
  switch (route.kind) {
    case 'probe':
    case 'sink':
      answerEmpty(exchange, 200)
      break
    case 'absent':
      throw unknownRoute(exchange)
    case 'models':
      await listModels(context, exchange, route.id)
      break
    case 'forward':
      await forward(context, exchange, route, requestId)
  }
}

async function listModels(
  context: PipelineContext,
  exchange: Exchange,
  id: string | null,
): Promise<void> {
  const { routing } = context
  await authenticate(context, exchange)
  await routing.refresh()
  answerModels(exchange, routing.models(), id, (model) => routing.serves(model))
}

async function forward(
  context: PipelineContext,
  exchange: Exchange,
  route: ForwardRoute,
  requestId: string,
): Promise<void> {
  const { routing, settings } = context
  const principal = await authenticate(context, exchange)
  const request = await readForwardRequest(exchange, route, settings.maxBodyBytes)
  const loading = routing.refresh()
  if (loading !== undefined) await loading
  if (!routing.serves(request.model)) {
    throw new CcloadError('unknown_model', `model: no channel serves ${request.model}`)
  }
  await new Failover(context, { requestId, exchange, request, principal }).run()
}

function authenticate(
  context: PipelineContext,
  exchange: Exchange,
): Principal | Promise<Principal> {
  const { headers, remoteAddress } = exchange
  return context.authenticate({ candidates: findCredentials(headers), headers, remoteAddress })
}

function unknownRoute({ method, target }: Exchange): CcloadError {
  return new CcloadError('unknown_route', `${method} ${pathOf(target)} is not served here.`)
}
