/**
 * Why a candidate that is not cooling is passed over for now. Unlike a cooldown, a hold is no
 * one's fault and is not remembered: it is over as soon as its reason is.
 *
 * - `recovering`: its cooldown has just ended, and as many attempts as may test it are under way;
 * - `full`: as many attempts as its channel may have are under way;
 * - `rate-limited`: its channel has had its attempts of the last minute;
 * - `budget-used-up`: its channel has cost what it may cost today;
 * - `outside-hours`: its channel is not used at this time of the day.
 */
export type Hold = 'recovering' | LimitHold

/** A hold that a channel's own limits and hours set. */
export type LimitHold = 'full' | 'rate-limited' | 'budget-used-up' | 'outside-hours'
