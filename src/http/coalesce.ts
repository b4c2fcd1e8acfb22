/** Puts small neighbours of an answer's pieces together: a write of its own costs more than copying a small piece. */

/** The size below which a piece is small, in bytes, and the most that small ones make together. */
const SMALL = 16 * 1024;
const TOGETHER = 64 * 1024;

/** The same bytes in fewer pieces; large ones are not copied. */
export function coalesce(pieces: readonly Buffer[]): readonly Buffer[] {
  const result: Buffer[] = [];
  let small: Buffer[] = [];
  let size = 0;
  const flush = (): void => {
    const [first, ...others] = small;
    if (first !== undefined) result.push(others.length === 0 ? first : Buffer.concat(small, size));
    [small, size] = [[], 0];
  };
  for (const piece of pieces) {
    if (piece.length >= SMALL || size + piece.length > TOGETHER) flush();
    if (piece.length >= SMALL) {
      result.push(piece);
    } else if (piece.length > 0) {
      small.push(piece);
      size += piece.length;
    }
  }
  flush();
  return result;
}
