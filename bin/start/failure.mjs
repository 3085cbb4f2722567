/**
 * A reason to stop that a person can act on: one sentence a language, shown without a stack trace.
 *
 * The files with the ending .mjs run before anything is installed, on any Node.js from 20 on.
 */
export class Failure extends Error {
  /**
   * @param {string} en what happened and what to do
   * @param {string} zh the same in Chinese
   */
  constructor(en, zh) {
    super(en);
    this.name = "Failure";
    this.zh = zh;
  }
}

/** @returns {boolean} whether the terminal of this process reads Chinese */
export function readsChinese() {
  const locale = process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || "";
  return /^zh/i.test(locale);
}

/**
 * @param {string} en
 * @param {string} zh
 * @returns {string} the one that the terminal's language asks for
 */
export function say(en, zh) {
  return readsChinese() ? zh : en;
}

/**
 * @param {unknown} error
 * @returns {string} one sentence in the terminal's language
 */
export function describeFailure(error) {
  if (error instanceof Failure) return say(error.message, error.zh);
  return error instanceof Error ? error.message : String(error);
}
