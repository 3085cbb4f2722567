/** Which of the available media types a client prefers. */

const ACCEPT_CHARS_MAX = 1_000;

/**
 * RFC 9110 section 12.5.1: the type with the highest quality; among equals the first available one.
 *
 * @param available media types without parameters, in the server's order
 * @returns undefined when the header excludes all of them.
 */
export function preferredType<T extends string>(accept: string | undefined, available: readonly T[]): T | undefined {
  if (!accept?.trim()) return available[0];
  const ranges = accept.slice(0, ACCEPT_CHARS_MAX).split(",").map(parseRange);
  let best: T | undefined;
  let bestQuality = 0;
  for (const type of available) {
    const quality = qualityOf(type, ranges);
    if (quality > bestQuality) [best, bestQuality] = [type, quality];
  }
  return best;
}

interface Range {
  type: string;
  quality: number;
}

function parseRange(text: string): Range {
  const [type = "", ...parameters] = text.split(";").map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith("q="));
  const quality = weight === undefined ? 1 : Number(weight.slice(2));
  return { type, quality: quality >= 0 && quality <= 1 ? quality : 0 };
}

// The most specific range that fits decides, even when it says no.
function qualityOf(type: string, ranges: Range[]): number {
  for (const pattern of [type, `${type.split("/")[0]}/*`, "*/*"]) {
    const range = ranges.find((candidate) => candidate.type === pattern);
    if (range) return range.quality;
  }
  return 0;
}
