// The first thing that the one-file program runs: it unpacks what it carries, once per version, into
// the user's cache, and goes on with the program itself. Machine code and pages have to be files.
const cluster = require('node:cluster')
const { createHash } = require('node:crypto')
const {
  mkdirSync,
  mkdtempSync,
  existsSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} = require('node:fs')
const { createRequire } = require('node:module')
const { homedir, tmpdir } = require('node:os')
const { dirname, join } = require('node:path')
const { getAsset } = require('node:sea')
const { deserialize } = require('node:v8')
const { brotliDecompressSync } = require('node:zlib')

const packed = Buffer.from(getAsset('files'))
const name = createHash('sha256').update(packed).digest('hex').slice(0, 16)

/** @param {string} folder */
function unpack(folder) {
  /** @type {Map<string, Uint8Array>} */
  const files = deserialize(brotliDecompressSync(packed))
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), bytes)
  }
}

/** Only this user may write there, or whoever can would choose what runs here. */
function isOurs(/** @type {string} */ folder) {
  const { uid, mode } = statSync(folder)
  return uid === process.getuid?.() && (mode & 0o022) === 0
}

function toFolder() {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ccload')
  const folder = join(cache, name)
  try {
    mkdirSync(cache, { recursive: true, mode: 0o700 })
    if (!isOurs(cache)) throw new Error('the cache is not ours')
    if (!existsSync(folder)) {
      const fresh = mkdtempSync(`${folder}-`)
      unpack(fresh)
      try {
        renameSync(fresh, folder)
      } catch {
        // Another process was faster.
        rmSync(fresh, { recursive: true })
      }
    }
    return folder
  } catch {
    const own = mkdtempSync(join(tmpdir(), 'ccload-'))
    unpack(own)
    process.on('exit', () => rmSync(own, { recursive: true, force: true }))
    return own
  }
}

// Workers are started with the program's path once more, as if it were a script.
if (cluster.isWorker) process.argv.splice(2, 1)
const program = join(toFolder(), 'dist/cli.js')
createRequire(program)(program)
