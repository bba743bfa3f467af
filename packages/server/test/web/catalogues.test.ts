import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const source = fileURLToPath(new URL('../../web/src/', import.meta.url))

type Words = { readonly [name: string]: string | Words }

function read(language: string): Map<string, string> {
  const folder = join(source, 'locales', language)
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
  const index = readFileSync(join(folder, 'index.ts'), 'utf8')
  for (const file of files) expect(index).toContain(`'./${file}'`)
  return new Map(
    files.flatMap((file) => flatten(JSON.parse(readFileSync(join(folder, file), 'utf8')))),
  )
}

function flatten(words: Words, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([name, value]) =>
    typeof value === 'string' ? [[path + name, value]] : flatten(value, `${path}${name}.`),
  )
}

const toBase = (name: string) => name.replace(/_(one|other)$/, '')
const toHoles = (text: string) => [...new Set(text.match(/{{\w+}}/g) ?? [])].sort()

const english = read('en')
const chinese = read('zh-CN')

it('says the same in both languages', () => {
  const bases = (words: Map<string, string>) => [...new Set([...words.keys()].map(toBase))].sort()
  expect(bases(chinese)).toEqual(bases(english))
})

it('has the plural forms of each language', () => {
  const forms = (words: Map<string, string>, form: string) =>
    [...words.keys()].filter((name) => name.endsWith(form)).map(toBase)
  expect(forms(english, '_one')).toEqual(forms(english, '_other'))
  expect(forms(chinese, '_one')).toEqual([])
  expect(forms(chinese, '_other').sort()).toEqual(forms(english, '_other').sort())
})

it('fills in the same values in both', () => {
  for (const [name, text] of chinese) {
    expect([name, toHoles(text)]).toEqual([name, toHoles(english.get(name) ?? '')])
  }
})

it('leaves nothing empty, and nothing in English', () => {
  for (const [name, text] of chinese) {
    expect([name, text.trim()]).not.toEqual([name, ''])
    const isName = /^[\w{}+/ .→–-]*$/.test(text)
    if (!isName) expect([name, text]).not.toEqual([name, english.get(name)])
  }
})

it('has words for every name that the code uses, and no others', () => {
  const code = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
    .map((name) => readFileSync(join(source, name), 'utf8'))
    .join('\n')
  const names = new Set([...english.keys()].map(toBase))
  const used = new Set<string>()
  for (const [, name = ''] of code.matchAll(/['"`]([a-z]\w*(?:\.[\w-]+)+)['"`]/gi)) used.add(name)
  const patterns = [...code.matchAll(/`([a-z]\w*\.[\w.]*)\$\{[^}]+\}([\w.]*)`/gi)]
  for (const [, before = '', after = ''] of patterns) {
    for (const name of names) {
      if (name.startsWith(before) && name.endsWith(after)) used.add(name)
    }
  }
  expect([...names].filter((name) => !used.has(name))).toEqual([])
  const called = [...code.matchAll(/\bt\(\s*'([^']+)'/g)].map(([, name]) => name)
  expect(called.filter((name) => !names.has(name ?? ''))).toEqual([])
})
