import * as z from 'zod'
import type { AdminRoute } from './admin-route.js'

/** A JSON object. */
export type Json = { [name: string]: unknown }

const failure = z.object({
  success: z.literal(false),
  error: z.string().meta({ description: "For people; begins with the field's name, if any" }),
  code: z.string().meta({ description: 'For programs' }),
  field: z.string().optional(),
})

/** Describes the admin API in OpenAPI 3.1, from the very schemas that check its input. */
export function toOpenApi(routes: readonly AdminRoute[], version: string): Json {
  const schemas: Json = { Failure: toJsonSchema(failure, 'output', {}) }
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: toOperation(route, schemas) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'ccload admin API',
      version,
      description: 'Every answer is {success, data?, count?} or {success, error, code, field?}.',
    },
    security: [{ session: [] }, { password: [] }],
    paths,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'ccload_session' },
        password: { type: 'http', scheme: 'bearer' },
      },
      schemas,
    },
  }
}

function toOperation(route: AdminRoute, schemas: Json): Json {
  const { method, path, summary, params, query, status } = route
  const name = path.replace('/admin/', '').replace(/[{}]/g, '').replace(/\W+/g, '-')
  const parameters = [...toParameters(params, 'path'), ...toParameters(query, 'query')]
  return {
    operationId: `${method}-${name}`,
    summary,
    tags: [path.split('/')[2] ?? ''],
    ...(parameters.length > 0 && { parameters }),
    ...toRequestBody(route, schemas),
    responses: {
      [status]: {
        description: 'Done',
        content: toContent(route, schemas),
      },
      default: {
        description: 'Refused or failed',
        content: jsonContent({ $ref: '#/components/schemas/Failure' }),
      },
    },
  }
}

function toRequestBody({ body, text }: AdminRoute, schemas: Json): Json {
  if (text) return { requestBody: { content: documentContent(text) } }
  if (body === undefined) return {}
  return { requestBody: { content: jsonContent(toJsonSchema(body, 'input', schemas)) } }
}

function toContent({ produces, events, data }: AdminRoute, schemas: Json): Json {
  if (produces) return documentContent(produces)
  return {
    ...jsonContent(toJsonSchema(toEnvelope(data), 'output', schemas)),
    ...(events && { 'text/event-stream': { schema: toJsonSchema(events, 'output', schemas) } }),
  }
}

function toParameters(schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] {
  if (schema === undefined) return []
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' })
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: property,
  }))
}

function toEnvelope(data: z.ZodType | undefined): z.ZodType {
  return z.object({
    success: z.literal(true),
    ...(data && { data }),
    ...(data instanceof z.ZodArray && { count: z.int() }),
  })
}

/** A JSON Schema; named schemas within it go to `schemas` and are referred to. */
function toJsonSchema(schema: z.ZodType, io: 'input' | 'output', schemas: Json): Json {
  const text = JSON.stringify(z.toJSONSchema(schema, { io }))
  const {
    $schema: _,
    $defs,
    ...rest
  } = parseJson(text.replaceAll('#/$defs/', '#/components/schemas/'))
  Object.assign(schemas, $defs)
  return rest
}

function parseJson(text: string): Json {
  return JSON.parse(text) as Json
}

/** A document as such: nothing is said about what is in it. */
function documentContent(types: readonly string[]): Json {
  return Object.fromEntries(types.map((type) => [type, { schema: {} }]))
}

function jsonContent(schema: Json): Json {
  return { 'application/json': { schema } }
}
