/**
 * The description in this process: made of the endpoints that the web process has, and read by pages, whose bundle has a copy of this module
 * of its own; so it is passed through the process, as lib/gate/page-request.ts does.
 */
import type { Locale } from "#lib/i18n/locale.ts";
import type { ApiDescription } from "./types.ts";

type Describe = (locale: Locale) => ApiDescription;

const KEY = Symbol.for("sealbook.reference");
const shared = globalThis as { [KEY]?: Describe };

/** Whoever answers the endpoints says what they are. */
export function offerDescription(describe: Describe): void {
  shared[KEY] = describe;
}

/** @throws {Error} in a process without endpoints */
export function readDescription(locale: Locale): ApiDescription {
  const offered = shared[KEY];
  if (!offered) throw new Error("There are no endpoints in this process.");
  return offered(locale);
}
