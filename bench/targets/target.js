/**
 * What a target is started with.
 *
 * @typedef {object} Surroundings
 * @property {string[]} upstreams base URLs of the mock, one per channel
 * @property {string} folder of its own, empty
 * @property {number | null} core null: on all of them
 * @property {readonly string[]} nodeFlags for targets that are Node programs
 *
 * A target that runs. `port` is where it listens on the loopback interface, `headers` what its
 * requests need besides the usual ones.
 *
 * @typedef {object} Running
 * @property {string} url
 * @property {number} port
 * @property {number | null} pid null: there is no process to be measured
 * @property {Record<string, string>} headers
 * @property {string} [token] that it takes; left out: the usual one
 * @property {() => Promise<void>} stop
 *
 * A proxy that can be measured. `missing` says why it cannot be started here.
 *
 * @typedef {object} Target
 * @property {string} name
 * @property {string} label
 * @property {string} version
 * @property {boolean} rewritesAnswers answers may differ from the mock's in their bytes
 * @property {boolean} swapsKey the client's token is replaced by a channel's key
 * @property {() => string | undefined} missing
 * @property {(surroundings: Surroundings) => Promise<Running>} start
 * @property {(surroundings: Surroundings) => Promise<Running>} [restart] with the data that an
 *   earlier start has left in its folder; where it is missing there are none
 */

export {}
