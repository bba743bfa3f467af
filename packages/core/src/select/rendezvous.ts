/** A 32-bit digest of a text (FNV-1a over its UTF-16 units): the same in every process. */
export function digest(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  }
  return hash >>> 0
}

/**
 * How much a thing is drawn to an id: from above 0 to below 1, as if at random, but always the same
 * for the same two. Who takes the id with the greatest draw moves nothing else when ids come or go
 * (rendezvous hashing). The mixing is MurmurHash3's finaliser.
 */
export function draw(seed: number, id: number): number {
  let hash = seed ^ Math.imul(id, 0x9e3779b1)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  hash ^= hash >>> 16
  return ((hash >>> 0) + 0.5) / 0x1_0000_0000
}

/** A draw whose chance of being the greatest is in proportion to the weight. */
export function weightedDraw(seed: number, id: number, weight: number): number {
  return weight / -Math.log(draw(seed, id))
}
