// `npm run audit`: known vulnerabilities in what users install. Not every registry can be asked; where
// this one cannot, that is said, and counts as a failure with --strict alone.
import { spawnSync } from 'node:child_process'

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
  shell: process.platform === 'win32',
})
const report = parse(stdout)
const counts = report?.metadata?.vulnerabilities

if (counts === undefined) {
  const reason = report?.message?.split(' - ')[0] ?? 'no answer'
  process.stdout.write(`NOT CHECKED: the registry does not answer audits (${reason}).\n`)
  process.exitCode = process.argv.includes('--strict') ? 1 : 0
} else {
  const { dependencies } = report.metadata
  process.stdout.write(
    `${counts.total} known vulnerabilities in ${dependencies.prod} packages that users install.\n`,
  )
  for (const { name, severity, range } of Object.values(report.vulnerabilities ?? {})) {
    process.stdout.write(`  ${severity}: ${name} ${range}\n`)
  }
  process.exitCode = counts.total === 0 ? 0 : 1
}

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
