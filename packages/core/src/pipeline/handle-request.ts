import type { ClientToken } from '../domain/client-token.js'
import type { Exchange } from '../domain/message.js'
import { CcloadError } from '../errors.js'
import { findCredentials, type Principal } from './authenticate.js'
import { withBudgetHeaders } from './budget-headers.js'
import type { PipelineContext } from './context.js'
import { Failover } from './failover.js'
import { readForwardRequest } from './forward-request.js'
import type { RequestFacts } from './log-entry-of.js'
import { answerModels } from './model-list.js'
import { answerEmpty, answerError, createRequestId } from './own-answer.js'
import { type ForwardRoute, matchRoute, pathOf, type Route } from './route.js'
import { mayUseModel } from './token-access.js'
import { toRefusalAnswer } from './token-refusal.js'

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

function serve(
  context: PipelineContext,
  exchange: Exchange,
  route: Route,
  requestId: string,
): Promise<void> | void {
  switch (route.kind) {
    case 'probe':
    case 'sink':
      return answerEmpty(exchange, 200)
    case 'absent':
      throw unknownRoute(exchange)
    case 'models':
      return listModels(context, exchange, route.id)
    case 'forward':
      return forward(context, exchange, route, requestId)
  }
}

async function listModels(
  context: PipelineContext,
  exchange: Exchange,
  id: string | null,
): Promise<void> {
  const { routing } = context
  const { token } = await authenticate(context, exchange)
  await routing.refresh()
  const channelIds = token?.channelIds ?? null
  const serves = (model: string) => mayUseModel(token, model) && routing.serves(model, channelIds)
  const models = routing.models(channelIds).filter((model) => mayUseModel(token, model))
  answerModels(exchange, models, id, serves)
}

async function forward(
  context: PipelineContext,
  exchange: Exchange,
  route: ForwardRoute,
  requestId: string,
): Promise<void> {
  const { routing, settings, threads } = context
  const known = authenticate(context, exchange)
  // Mostly it is known at once, and then nothing has to be waited for.
  const principal = known instanceof Promise ? await known : known
  const request = await readForwardRequest(exchange, route, settings.maxBodyBytes, threads)
  const loading = routing.refresh()
  if (loading !== undefined) await loading
  const { token } = principal
  if (!mayUseModel(token, request.model)) {
    throw new CcloadError('model_not_allowed', `This token may not use the model ${request.model}.`)
  }
  if (!routing.serves(request.model, token?.channelIds ?? null)) {
    throw new CcloadError('unknown_model', `model: no channel serves ${request.model}`)
  }
  const facts = { requestId, exchange, request, principal }
  if (token === undefined) await new Failover(context, facts).run()
  else await forwardWithin(context, facts, token)
}

/** Forwards a request within the limits of its token, or tells which of them is in its way. */
async function forwardWithin(
  context: PipelineContext,
  facts: RequestFacts,
  token: ClientToken,
): Promise<void> {
  const { tokens, clock } = context
  const { exchange, requestId, request } = facts
  const admission = tokens.admit(token, request.endpoint, clock.now())
  if (admission.kind !== 'admitted') {
    const { error, headers } = toRefusalAnswer(admission, clock.now())
    answerError(exchange, error, requestId, headers)
    return
  }
  const budget = () => tokens.budget(token, clock.now())
  const told = budget() === undefined ? exchange : withBudgetHeaders(exchange, budget)
  try {
    await new Failover(context, { ...facts, exchange: told }).run()
  } finally {
    admission.release()
  }
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
