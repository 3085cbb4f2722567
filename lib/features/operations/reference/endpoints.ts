import { z } from "zod";
import { type Endpoint, endpoint } from "#lib/gate/endpoint.ts";
import { LOCALES, type Locale } from "#lib/i18n/locale.ts";
import { cacheable } from "#lib/infra/http/cacheable.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { describeApi } from "./drawing/openapi.ts";
import { offerDescription } from "./rows.ts";

const FRESH_SECONDS = 300;

/** @param endpoints all that there are, this one among them */
export function referenceEndpoints(endpoints: () => readonly Endpoint[]): Endpoint[] {
  offerDescription((locale) => describeApi(endpoints(), locale));
  /** Written once a language: nothing of it changes while the process runs. */
  const texts = new Map<Locale, string>();
  const textOf = (locale: Locale): string => {
    const text = texts.get(locale) ?? JSON.stringify(describeApi(endpoints(), locale));
    texts.set(locale, text);
    return text;
  };
  /** Of this installation: its address is in it. */
  const description = endpoint(
    {
      method: "GET",
      path: "/api/v1/openapi.json",
      auth: "public",
      cors: true,
      limit: RATE_LIMITS.public,
      query: z.object({ lang: z.enum(LOCALES).optional() }),
      produces: ["application/openapi+json"],
    },
    ({ query: { lang = "en" }, request }) => {
      const contentType = "application/openapi+json;version=3.1";
      return cacheable(request, { body: textOf(lang), contentType, freshSeconds: FRESH_SECONDS });
    },
  );
  return [description];
}
