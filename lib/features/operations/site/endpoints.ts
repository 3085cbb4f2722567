/** What programs ask every site for at an address of its own. */
import { publicUrl } from "#lib/env.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { cacheable } from "#lib/infra/http/cacheable.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findSecurityContact } from "./rows.ts";

const FRESH_SECONDS = 3_600;
const TEXT = { contentType: "text/plain; charset=utf-8", freshSeconds: FRESH_SECONDS };

/** What has an account behind it, or is for programs. */
const NOT_FOR_SEARCH = [
  "/api/",
  "/evidence",
  "/invitation",
  "/operations",
  "/overview",
  "/reset-password",
  "/settings",
  "/setup",
];
/**
 * These keep a page that says `noindex` out of their results. They are let in to records' pages so that they read it: of a page
 * that they may not read they could still show the address, which may hold the token of a link.
 */
const OBEYING = ["Applebot", "bingbot", "DuckDuckBot", "Googlebot", "YandexBot"];
/**
 * These draw the preview of a link that somebody posts in a chat. They were given the address already, and the page says nothing of its
 * record to them (app/v/[id]/page.tsx).
 */
const PREVIEWING = [
  "Discordbot",
  "facebookexternalhit",
  "LinkedInBot",
  "Slackbot-LinkExpanding",
  "TelegramBot",
  "Twitterbot",
  "WhatsApp",
];
const group = (agents: readonly string[], paths: readonly string[]) =>
  [...agents.map((agent) => `User-agent: ${agent}`), ...paths.map((path) => `Disallow: ${path}`), ""].join("\n");
const ROBOTS = [group([...OBEYING, ...PREVIEWING], NOT_FOR_SEARCH), group(["*"], ["/v/", ...NOT_FOR_SEARCH])].join(
  "\n",
);

const FILE = { produces: ["text/plain"], refuses: ["not_found"] } as const;

/** RFC 9309. */
const robots = endpoint(
  { method: "GET", path: "/robots.txt", auth: "public", limit: RATE_LIMITS.public, query: "any", ...FILE },
  ({ request }) => cacheable(request, { ...TEXT, body: ROBOTS }),
);

/** RFC 9116. None where no contact is set, and none that has run out: nobody should rely on it. */
const securityText = endpoint(
  {
    method: "GET",
    path: "/.well-known/security.txt",
    auth: "public",
    limit: RATE_LIMITS.public,
    query: "any",
    ...FILE,
  },
  async ({ request }) => {
    const found = await findSecurityContact();
    if (!found || found.expiresAt <= new Date()) throw new SealbookError("not_found");
    const lines = [
      `Contact: ${found.contact}`,
      `Expires: ${found.expiresAt.toISOString()}`,
      "Preferred-Languages: zh, en",
      `Canonical: ${publicUrl}/.well-known/security.txt`,
    ];
    return cacheable(request, { ...TEXT, body: `${lines.join("\n")}\n` });
  },
);

export const siteEndpoints = [robots, securityText];
