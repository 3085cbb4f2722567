/** The web process's own server in front of stand-ins for Next and for endpoints, and a client that sends what it is told to. */
import { once } from "node:events";
import { type IncomingHttpHeaders, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Api, createApi } from "#lib/gate/api.ts";
import { type Endpoint, endpoint, rawEndpoint } from "#lib/gate/endpoint.ts";
import { refuse } from "../../../bin/web/refusal.ts";
import { close, createWebServer, listen, type WebServerOptions } from "../../../bin/web/server.ts";

const servers: Server[] = [];

/** For a test that closes its servers itself. */
export function forgetServers(): void {
  servers.splice(0);
}

/** Ends every server of this file that still runs. */
export async function closeServers(): Promise<void> {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await close(server);
  }
}

export interface Started {
  server: Server;
  port: number;
  /** What the page handler was given. */
  seen: { url: string | undefined; headers: IncomingHttpHeaders }[];
}

const open = { auth: "public", limit: "none", logged: false } as const;

/** Takes what it is sent, and says how much that was. */
const upload = rawEndpoint({ ...open, method: "PUT", path: "/api/v1/uploads", query: "any" }, async ({ request }) => {
  let bytes = 0;
  request.askForBody();
  for await (const chunk of request.incoming) bytes += chunk.length;
  return { payload: `upload ${bytes}` };
});
const record = endpoint({ ...open, method: "POST", path: "/api/v1/evidence" }, () => ({ payload: "recorded" }));

/** Endpoints, and areas without a limit, which would need a database. */
export function standInApi(endpoints: Endpoint[] = [upload, record]): Api {
  const areas = ["/api", "/ledger"].map(
    (path) => ({ kind: "area", path, label: path, cors: false, limit: "none" }) as const,
  );
  return createApi({ endpoints, areas });
}

/** A server on loopback whose pages and endpoints are stand-ins. */
export async function start(options: Partial<WebServerOptions> = {}): Promise<Started> {
  const seen: Started["seen"] = [];
  const server = createWebServer({
    trustedProxies: 0,
    publicOrigin: "http://seal.public",
    dev: false,
    api: standInApi(),
    handlePage: async (message, response) => {
      seen.push({ url: message.url, headers: message.headers });
      response.end("page");
    },
    refuse,
    ...options,
  });
  servers.push(server);
  await listen(server, { host: "127.0.0.1", port: 0 });
  return { server, port: (server.address() as AddressInfo).port, seen };
}

export interface Answer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

export async function send(
  port: number,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: Uint8Array } = {},
): Promise<Answer> {
  const sent = request({
    host: "127.0.0.1",
    port,
    path,
    method: options.method,
    headers: options.headers,
    agent: false,
  });
  sent.end(options.body);
  const [response] = await once(sent, "response");
  let body = "";
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode, headers: response.headers, body };
}
