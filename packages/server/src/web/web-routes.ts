import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Request, type RequestHandler, type Response, Router } from 'express'
import { createPreloadLinks, type Language } from './preload-links.js'
import { staticFiles } from './static-files.js'

/** The pages by ccLoad's paths. All of them are one document, which reads its own address. */
const PAGES = [
  '/',
  '/index.html',
  '/channels.html',
  '/logs.html',
  '/stats.html',
  '/trend.html',
  '/tokens.html',
  '/playground.html',
  '/settings.html',
  '/login.html',
]

/** What the build leaves where each answer's own nonce belongs. */
const NONCE_MARK = /__CSP_NONCE__/g

/**
 * The pages below `/web/`, from the folder that the build made. Documents are sent anew each time,
 * as each has a nonce of its own; files with a hash in their names are kept for a year.
 */
export function webRoutes(webDir: string): Router {
  const router = Router({ caseSensitive: true, strict: true })
  router.get(['/', '/web'], (_request, response) => response.redirect('/web/'))
  router.get(
    PAGES.map((page) => `/web${page}`),
    sendDocument(webDir),
  )
  router.use('/web/', staticFiles(webDir))
  return router
}

function sendDocument(webDir: string): RequestHandler {
  const path = join(webDir, 'index.html')
  const document = existsSync(path) ? readFileSync(path, 'utf8') : undefined
  const preloadLinks = createPreloadLinks(webDir)
  return (request, response) => {
    if (document === undefined) {
      response.status(503).type('text').send('The pages are not built: npm run build\n')
      return
    }
    const nonce = randomBytes(16).toString('base64')
    allowStyles(response, nonce)
    response.set('cache-control', 'no-store')
    const links = preloadLinks(toPage(request.path), toLanguage(request))
    const whole = document.replace('</head>', `${links}</head>`)
    response.type('html').send(whole.replace(NONCE_MARK, nonce))
  }
}

/** As the page itself chooses, unless somebody has chosen there. */
function toLanguage(request: Request): Language {
  return request.acceptsLanguages('en', 'zh') === 'zh' ? 'zh' : 'en'
}

/** `/web/logs.html` is `logs`; the overview has no name of its own. */
function toPage(path: string): string {
  const name = /^\/web\/(\w+)\.html$/.exec(path)?.[1] ?? 'index'
  return name === 'index' ? 'overview' : name
}

/**
 * The component library writes its colours into style elements, which the policy refuses. A nonce
 * lets these in and nothing else; scripts get no such way, so an injected one stays dead.
 */
function allowStyles(response: Response, nonce: string): void {
  const policy = String(response.get('content-security-policy') ?? '')
  const styles = /style-src [^;]*/
  if (styles.test(policy)) {
    response.set('content-security-policy', policy.replace(styles, `$& 'nonce-${nonce}'`))
  }
}
