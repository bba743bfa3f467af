// Copies the repository's Markdown to pages/, as the site's pages. Fails on links that lead nowhere.
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const target = join(root, 'site/pages')

/** Where each file of the repository goes. */
const pages = new Map([
  ['README.md', 'index.md'],
  ['README.zh-CN.md', 'zh-CN.md'],
  ['ARCHITECTURE.md', 'architecture.md'],
  ['CONTRIBUTING.md', 'contributing.md'],
  ['SECURITY.md', 'security-promises.md'],
  ['packages/server/README.md', 'server.md'],
  ...readdirSync(join(root, 'docs'), { recursive: true })
    .filter((path) => path.endsWith('.md'))
    .map((path) => [`docs/${path.replaceAll('\\', '/')}`, path.replaceAll('\\', '/')]),
])

const mistakes = []

/** A link as the site has it. What is no page, such as source code, stays as text without a link. */
function toSiteLink(link, { file, text, whole }) {
  const [path, anchor] = link.split('#')
  if (path === '' || /^[a-z]+:/.test(path)) return whole
  const linked = posix.normalize(posix.join(posix.dirname(file), path))
  if (!existsSync(join(root, linked))) mistakes.push(`${file}: ${link} leads nowhere`)
  const page = pages.get(linked)
  if (page === undefined) return text
  const route = `/${page.replace(/\.md$/, '').replace(/^index$/, '')}`
  return `[${text}](${route}${anchor === undefined ? '' : `#${anchor}`})`
}

/** Everything but code, which is left alone. */
function outsideCode(markdown, change) {
  return markdown
    .split(/(^```[\s\S]*?^```$)/m)
    .map((part, i) => (i % 2 === 0 ? change(part) : part))
    .join('')
}

function toPage(file) {
  const markdown = readFileSync(join(root, file), 'utf8')
  return outsideCode(markdown, (text) =>
    text
      .replace(/(?<!!)\[((?:[^\][]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g, (whole, label, link) =>
        toSiteLink(link, { file, text: label, whole }),
      )
      .replace(/(src|srcset)="(?:docs\/)?(screenshots|images)\//g, '$1="/$2/')
      .replace(/\]\((?:docs\/)?([\w./-]+\.(?:svg|png))\)/g, '](/$1)'),
  )
}

rmSync(target, { recursive: true, force: true })
for (const [file, page] of pages) {
  const path = join(target, page)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, toPage(file))
}
// What the pages show, in the places that they name.
cpSync(join(root, 'docs'), join(target, 'public'), {
  recursive: true,
  filter: (path) => !path.endsWith('.md'),
})

if (mistakes.length > 0) {
  process.stderr.write(`${mistakes.join('\n')}\n`)
  process.exitCode = 1
}
