/**
 * JSON Canonicalization Scheme (RFC 8785): one value has one text, so a hash of the text is a hash of the value. Reading accepts
 * that one text only; this alone rules out duplicate keys, other number spellings, white space and a second order of the keys.
 */

/** Nesting that is written or read unless the caller asks for less. */
const CANONICAL_JSON_DEPTH_MAX = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * The canonical text of a JSON value (RFC 8785 section 3.2: ECMAScript numbers and strings, keys sorted by UTF-16 code units).
 * Throws TypeError for what has no canonical form: undefined, functions, bigint, non-finite numbers, lone surrogates, class
 * instances, and nesting deeper than CANONICAL_JSON_DEPTH_MAX.
 */
export function canonicalJson(value: unknown): string {
  return serialize(value, CANONICAL_JSON_DEPTH_MAX);
}

function serialize(value: unknown, depthLeft: number): string {
  if (value === null || value === true || value === false) return String(value);
  if (typeof value === "string") return serializeString(value);
  if (typeof value === "number") return serializeNumber(value);
  if (typeof value !== "object") throw new TypeError(`canonical JSON has no form for ${typeof value}`);
  if (depthLeft === 0) throw new TypeError("canonical JSON: nested too deeply");
  if (Array.isArray(value)) {
    // Array.from, because map skips holes and would write them as nothing.
    return `[${Array.from(value, (item) => serialize(item, depthLeft - 1)).join(",")}]`;
  }
  return serializeObject(value, depthLeft);
}

function serializeObject(value: object, depthLeft: number): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError("canonical JSON has no form for class instances");
  }
  const members = Object.entries(value)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, member]) => `${serializeString(key)}:${serialize(member, depthLeft - 1)}`);
  return `{${members.join(",")}}`;
}

function serializeString(text: string): string {
  if (!text.isWellFormed()) throw new TypeError("canonical JSON has no form for a lone surrogate");
  return JSON.stringify(text);
}

function serializeNumber(number: number): string {
  if (!Number.isFinite(number)) throw new TypeError("canonical JSON has no form for a non-finite number");
  return JSON.stringify(number);
}

/**
 * The value of a canonical JSON text, or undefined when the text is not canonical, too long (`charsMax`, UTF-16 code units) or
 * nested deeper than `depthMax`. Objects come from JSON.parse: read own, known members only.
 */
export function parseCanonicalJson(text: string, limits: { depthMax: number; charsMax: number }): unknown | undefined {
  if (text.length > limits.charsMax || !isNestedAtMost(text, limits.depthMax)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return canonicalJson(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Counts brackets outside of strings before any recursive code sees the text. */
export function isNestedAtMost(text: string, depthMax: number): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === BACKSLASH) at++;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
      if (++depth > depthMax) return false;
    } else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) depth--;
  }
  return true;
}
