/** The CRC-32 of two texts put together, from those of each: RFC 1952 section 8 as arithmetic of polynomials. */

/** The polynomial, bits reflected as in gzip: the highest bit is the coefficient of x^0. */
const POLYNOMIAL = 0xedb88320;
const ONE = 0x80000000;
/** x^8: what one more byte of zeros multiplies by. */
const ONE_BYTE = 0x00800000;

/** The product of two polynomials modulo the polynomial. */
function multiply(first: number, second: number): number {
  let product = 0;
  let shifted = second;
  for (let bit = ONE; bit !== 0; bit >>>= 1) {
    if ((first & bit) !== 0) product ^= shifted;
    shifted = (shifted & 1) === 0 ? shifted >>> 1 : (shifted >>> 1) ^ POLYNOMIAL;
  }
  return product >>> 0;
}

/** What `bytes` zeros multiply by. */
function zeros(bytes: number): number {
  let result = ONE;
  let power = ONE_BYTE;
  for (let left = bytes; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = multiply(result, power);
    power = multiply(power, power);
  }
  return result;
}

/** @param size bytes of the second text. */
export function joinCrc32(first: number, second: number, size: number): number {
  return (multiply(zeros(size), first) ^ second) >>> 0;
}
