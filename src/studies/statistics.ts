// The few formulas that verdicts need. Knows no study.

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** 1: all equal; 1/n: one has everything. @see Jain, Chiu, Hawe 1984 */
export function jainIndex(values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  const squares = values.reduce((total, value) => total + value * value, 0);
  return squares === 0 ? 1 : (sum * sum) / (values.length * squares);
}

/** Least squares: y = intercept + slope x, and the share of y's variance that it explains. */
export function linearFit(points: readonly (readonly [x: number, y: number])[]): { slope: number; intercept: number; r2: number } {
  const mx = mean(points.map(([x]) => x));
  const my = mean(points.map(([, y]) => y));
  const sxx = points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  const sxy = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  const syy = points.reduce((sum, [, y]) => sum + (y - my) ** 2, 0);
  const slope = sxx === 0 ? 0 : sxy / sxx;
  return { slope, intercept: my - slope * mx, r2: sxx === 0 || syy === 0 ? 0 : Math.min(1, sxy ** 2 / (sxx * syy)) };
}

/** How far `value` is from `target`, as a share of the target. */
export function relativeError(value: number, target: number): number {
  return Math.abs(value - target) / Math.abs(target);
}

export function percent(share: number, digits = 2): string {
  return `${(share * 100).toFixed(digits)} %`;
}
