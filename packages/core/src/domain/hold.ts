/**
 * Why a candidate that is not cooling is passed over for now. Unlike a cooldown, a hold is no
 * one's fault and is not remembered: it is over as soon as its reason is.
 *
 * - `recovering`: its cooldown has just ended, and as many attempts as may test it are under way.
 */
export type Hold = 'recovering'
