import assert from 'node:assert/strict'
import { test } from 'node:test'
import { atMost, exactly, toMarkdown, toText } from './output.js'

const section = {
  id: 'x',
  title: 'A title',
  header: ['', 'rows'],
  lines: [
    ['SQLite', '1,000'],
    ['a|b', '2'],
  ],
  goals: [
    exactly('rows', 3, 3),
    atMost('slowest', 21.26, 20, 'ms'),
    atMost('other', Number.NaN, 1),
  ],
  notes: ['One note.', 'Another.'],
}

test('says of each goal whether it is met', () => {
  assert.deepEqual(
    section.goals.map(({ met }) => met),
    [true, false, null],
  )
  const text = toText(section)
  assert.match(text, /rows +3 += 3 +met\n/)
  assert.match(text, /slowest +21\.3 ms +≤ 20 ms +NOT MET\n/)
  assert.match(text, /other +– +≤ 1 +not measured\n/)
})

test('makes Markdown tables, whatever stands in a cell', () => {
  const markdown = toMarkdown(section)
  assert.match(markdown, /^### A title\n\n\| {2}\| rows \|\n\| --- \| ---: \|\n/)
  assert.ok(markdown.includes('| a\\|b | 2 |'))
  assert.ok(markdown.endsWith('One note. Another.\n'))
})
