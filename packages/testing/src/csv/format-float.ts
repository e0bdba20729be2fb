/** Writes a float as InfluxDB's CSV has it: as few digits as possible, and no exponent. */
export function formatFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  const [digits = '', exponent = '0'] = Math.abs(value).toExponential().split('e')
  const [whole, fraction = ''] = digits.split('.')
  const all = `${whole}${fraction}`
  // How many of the digits stand before the point.
  const point = Number(exponent) + 1
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${all}`
  if (point >= all.length) return `${sign}${all.padEnd(point, '0')}`
  return `${sign}${all.slice(0, point)}.${all.slice(point)}`
}
