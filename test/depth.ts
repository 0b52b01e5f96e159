/** A size for every run, or a larger one for `DEEP=1`, which continuous integration sets after the plain tests. */
export function depth(plain: number, deep: number): number {
  return process.env.DEEP === '1' ? deep : plain
}
