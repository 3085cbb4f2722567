/** The words of the description, in one language. */
import type { Endpoint } from "#lib/gate/endpoint.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { translator } from "#lib/i18n/translator.ts";
import type { ApiErrorCode } from "#lib/words/error-codes.ts";
import type { Tag } from "../types.ts";
import { operationIdOf, tagOf } from "./names.ts";

/** What holds for all of the API, in this order. */
export const ABOUT = [
  ...(["begin", "shapes", "paging", "problems", "repeats", "limits", "caching", "digests"] as const),
  ...(["origins", "versions"] as const),
];
export type About = (typeof ABOUT)[number];

export interface Words {
  t: ReturnType<typeof translator>;
  operation: (endpoint: Endpoint) => string;
  parameter: (name: string) => string | undefined;
  tag: (tag: Tag) => string;
  status: (status: number) => string;
  problem: (code: ApiErrorCode) => string;
  about: (part: About) => { title: string; text: string };
}

export function wordsOf(locale: Locale): Words {
  const t = translator(locale);
  const has = t.has as (key: string) => boolean;
  const say = t as unknown as (key: string) => string;
  return {
    t,
    // What a page of ours asks is told by the page.
    operation(endpoint) {
      const key = `reference.operations.${operationIdOf(endpoint)}`;
      return has(key) ? say(key) : t(`reference.tags.${tagOf(endpoint)}`);
    },
    parameter: (name) => (has(`reference.parameters.${name}`) ? say(`reference.parameters.${name}`) : undefined),
    tag: (tag) => t(`reference.tags.${tag}`),
    status: (status) => say(`reference.statuses.s${status}`),
    problem: (code) => t(`errors.${code}.title`),
    about: (part) => ({ title: t(`reference.about.${part}.title`), text: t(`reference.about.${part}.text`) }),
  };
}
