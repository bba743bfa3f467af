import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { ROOT } from './snippets.js'

/** A package as `npm publish` would send it. */
export interface Tarball {
  /** Path of the file. */
  readonly file: string
  readonly name: string
  /** Bytes, packed and unpacked. */
  readonly size: number
  readonly unpackedSize: number
  readonly files: readonly { readonly path: string; readonly size: number }[]
}

/** A folder of its own, outside of the repository, as a stranger starts with. */
export interface Project {
  readonly folder: string
  /** Writes a file and returns its path. */
  write(path: string, text: string): Promise<string>
  /** Runs a program to its end and returns what it printed. Rejects when it fails, with the same. */
  run(command: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<string>
  /** Starts a program; resolves to the first match in what it prints. */
  start(
    command: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv,
    wanted: RegExp,
  ): Promise<{ found: string; stop(): Promise<void> }>
  remove(): Promise<void>
}

/** Without what npm and the test runner have put there: neither is there for a stranger. */
const ENV: NodeJS.ProcessEnv = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|VITEST|NODE_|TEST$)/i.test(name)),
)
ENV.PATH = [dirname(process.execPath), process.env.PATH].join(delimiter)

export async function createProject(): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), 'ccload-consumer-'))
  return {
    folder,
    async write(path, text) {
      const file = join(folder, path)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, text)
      return file
    },
    async run(command, args, env = {}) {
      const options = { cwd: folder, env: { ...ENV, ...env }, maxBuffer: 2 ** 26, timeout: 60_000 }
      try {
        const { stdout } = await promisify(execFile)(command, args, options)
        return stdout
      } catch (error) {
        const { stdout, stderr, message } = error as Error & { stdout?: string; stderr?: string }
        throw new Error(`${message}\n${stdout ?? ''}\n${stderr ?? ''}`)
      }
    },
    async start(command, args, env, wanted) {
      const child = spawn(command, args, { cwd: folder, env: { ...ENV, ...env } })
      const exited = once(child, 'exit')
      let printed = ''
      const found = await new Promise<string>((resolve, reject) => {
        const listen = (chunk: Buffer) => {
          printed += chunk
          const match = wanted.exec(printed)
          if (match !== null) resolve(match[0])
        }
        child.stdout.on('data', listen)
        child.stderr.on('data', listen)
        child.once('error', reject)
        child.once('exit', () => reject(new Error(`${command} has ended: ${printed}`)))
      })
      return {
        found,
        async stop() {
          child.kill()
          await exited
        },
      }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Packs all packages as they have been built. */
export async function packAll(project: Project): Promise<readonly Tarball[]> {
  const { workspaces } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'))
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', project.folder]
  for (const workspace of workspaces) args.push('--workspace', join(ROOT, workspace))
  const packed = JSON.parse(await project.run('npm', ['--prefix', ROOT, ...args]))
  return Object.values(packed as Record<string, Tarball & { filename: string }>).map((one) => ({
    ...one,
    file: join(project.folder, one.filename),
  }))
}

/**
 * Installs packages and tarballs. The versions are those that the repository has locked, so that
 * npm finds them in its cache and needs no network.
 */
export async function install(project: Project, packages: readonly string[]): Promise<void> {
  const flags = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund']
  await project.run('npm', ['install', ...flags, ...packages])
}

/** Lets a project begin with the versions that the repository has locked. */
export async function lockLikeHere(project: Project): Promise<void> {
  const { packages } = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8'))
  const locked = Object.entries<Record<string, unknown>>(packages).filter(
    ([path, { link }]) => path.startsWith('node_modules/') && link !== true,
  )
  for (const [, entry] of locked) {
    for (const reason of ['dev', 'peer', 'optional', 'devOptional']) delete entry[reason]
  }
  const lock = { lockfileVersion: 3, requires: true, packages: Object.fromEntries(locked) }
  await project.write('package-lock.json', JSON.stringify(lock))
}
