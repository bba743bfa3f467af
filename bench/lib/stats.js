/**
 * @param {ArrayLike<number>} values
 * @param {number} fraction 0.5 is the median
 * @returns {number} NaN of no values
 */
export function percentile(values, fraction) {
  const sorted = Float64Array.from(values).sort()
  const at = Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))
  return sorted[at] ?? Number.NaN
}

/** @param {ArrayLike<number>} values */
export function median(values) {
  const sorted = Float64Array.from(values).sort()
  const middle = sorted.length / 2
  if (sorted.length % 2 === 1) return sorted[Math.floor(middle)] ?? Number.NaN
  return ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
}

/**
 * The slope of the line through points (least squares).
 *
 * @param {readonly { x: number, y: number }[]} points
 */
export function slope(points) {
  const meanX = points.reduce((total, { x }) => total + x, 0) / points.length
  const meanY = points.reduce((total, { y }) => total + y, 0) / points.length
  const covariance = points.reduce((total, { x, y }) => total + (x - meanX) * (y - meanY), 0)
  return covariance / points.reduce((total, { x }) => total + (x - meanX) ** 2, 0)
}
