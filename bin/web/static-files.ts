/**
 * Scripts and style sheets of the build in Brotli, as bin/steps/finish-static.mjs left them beside the originals. They are few and
 * small, and stay in memory. Whoever does not read that coding, and everything else, is the handler's.
 */
import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Handler } from "./handler.ts";

const ADDRESS = "/_next/static/";
const SUFFIX = ".br";
/** As the framework calls them. */
const TYPES: Record<string, string> = {
  ".js": "application/javascript; charset=UTF-8",
  ".css": "text/css; charset=UTF-8",
  ".svg": "image/svg+xml",
};
/** Their names change with their bytes. */
const CACHE_CONTROL = "public, max-age=31536000, immutable";
const BROTLI = /(?:^|,)\s*br\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))|,|$)/i;

/** @param folder the build's static files; those that are there now are the ones that are sent */
export function withStaticFiles(handlePage: Handler, folder: string): Handler {
  const paths = new Map(
    globSync(`**/*${SUFFIX}`, { cwd: folder }).map((name) => {
      const address = ADDRESS + name.slice(0, -SUFFIX.length).replaceAll("\\", "/");
      return [address, join(folder, name)] as const;
    }),
  );
  const read = new Map<string, Promise<Buffer>>();
  return async (request, response) => {
    const { method, url = "", headers } = request;
    const [address = ""] = url.split("?", 1);
    const path = paths.get(address);
    const type = TYPES[extname(address)];
    const isAsked = (method === "GET" || method === "HEAD") && BROTLI.test(String(headers["accept-encoding"] ?? ""));
    if (!path || !type || !isAsked) return await handlePage(request, response);
    const bytes = read.get(address) ?? readFile(path);
    read.set(address, bytes);
    const body = await bytes.catch(() => undefined);
    // Removed by a build beside us: the handler says what is there.
    if (!body) return await handlePage(request, response);
    response.writeHead(200, {
      "content-type": type,
      "content-encoding": "br",
      "content-length": body.length,
      "cache-control": CACHE_CONTROL,
      vary: "Accept-Encoding",
    });
    response.end(method === "HEAD" ? undefined : body);
  };
}
