/** The product's own web server and endpoints on loopback, without pages. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { areas, endpoints } from "#lib/features/all.ts";
import { createApi } from "#lib/gate/api.ts";
import { refuse } from "../../bin/web/refusal.ts";
import { createWebServer, listen, type WebServerOptions } from "../../bin/web/server.ts";

export const api = createApi({ endpoints, areas });

export interface Web {
  server: Server;
  port: number;
  url: string;
}

export async function startWeb(options: Partial<WebServerOptions> = {}): Promise<Web> {
  const server = createWebServer({
    api,
    handlePage: async (_, response) => {
      response.writeHead(404, { "content-type": "text/html" }).end("<h1>nothing here</h1>");
    },
    refuse,
    ...{ trustedProxies: 0, publicOrigin: "http://localhost:3000", dev: false },
    ...options,
  });
  await listen(server, { host: "127.0.0.1", port: 0 });
  const { port } = server.address() as AddressInfo;
  return { server, port, url: `http://127.0.0.1:${port}` };
}
