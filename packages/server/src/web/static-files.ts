import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { RequestHandler } from 'express'

/** A file with the compressed forms that lie beside it. */
interface StaticFile {
  readonly type: string
  readonly etag: string
  readonly plain: Buffer
  readonly br: Buffer | undefined
  readonly gzip: Buffer | undefined
}

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  svg: 'image/svg+xml',
}

/**
 * Sends the files of a folder, compressed where they lie there so, from memory: the folder may be
 * built anew or removed under a running proxy, and no request can name a path outside of it. Files
 * with a hash in their names (`assets/`) are kept by browsers for a year. Goes on to the next
 * handler for what is no file. Files that begin with a dot are left out.
 */
export function staticFiles(folder: string): RequestHandler {
  const files = readFiles(folder)
  return (request, response, next) => {
    const file = files.get(request.path)
    if (file === undefined || !['GET', 'HEAD'].includes(request.method)) return next()
    const isHashed = request.path.startsWith('/assets/')
    response.set({
      'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      'content-type': file.type,
      etag: file.etag,
      vary: 'accept-encoding',
    })
    for (const encoding of ['br', 'gzip'] as const) {
      const body = file[encoding]
      if (body === undefined || request.acceptsEncodings(encoding) !== encoding) continue
      response.set('content-encoding', encoding)
      return response.send(body)
    }
    response.send(file.plain)
  }
}

/** By path, as requests name them. */
function readFiles(folder: string): Map<string, StaticFile> {
  const files = new Map<string, StaticFile>()
  if (!existsSync(folder)) return files
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const name = relative(folder, path).split(sep).join('/')
    const type = TYPES[name.slice(name.lastIndexOf('.') + 1)]
    if (!entry.isFile() || type === undefined || /(^|\/)\./.test(name)) continue
    const plain = readFileSync(path)
    files.set(`/${name}`, {
      type,
      etag: `W/"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
      plain,
      br: readIfThere(`${path}.br`),
      gzip: readIfThere(`${path}.gz`),
    })
  }
  return files
}

function readIfThere(path: string): Buffer | undefined {
  return existsSync(path) ? readFileSync(path) : undefined
}
