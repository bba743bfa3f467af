// A plugin of typedoc: modules carry the names by which programs import them.
import { Converter } from 'typedoc'

const NAMES = new Map([
  ['core/src', '@ccload/core'],
  ['core/src/node', '@ccload/core/node'],
  ['core/src/fetch', '@ccload/core/fetch'],
  ['core/src/kysely', '@ccload/core/kysely'],
  ['core/src/testing', '@ccload/core/testing'],
  ['adapter-express/src', '@ccload/adapter-express'],
  ['adapter-koa/src', '@ccload/adapter-koa'],
  ['server/src', '@ccload/server'],
])

/** Called by typedoc when it starts. */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.children ?? []) {
      const name = NAMES.get(module.name)
      if (name === undefined) throw new Error(`site/name-modules.js has no name for ${module.name}`)
      module.name = name
    }
  })
}
