/** A static file server on loopback, honest until a test gives it something else to say. */
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** @returns true when it has answered, or means never to */
export type Lie = (path: string, response: ServerResponse, request: IncomingMessage) => boolean;

export interface FileServer {
  url: string;
  /** Paths asked for, in order. */
  asked: string[];
  folder: string;
  lie: Lie;
  close: () => Promise<void>;
}

export async function serveFolder(folder: string): Promise<FileServer> {
  const server = createServer((request, response) => {
    const path = (request.url ?? "/").slice(1);
    state.asked.push(path);
    if (state.lie(path, response, request)) return;
    try {
      const body = readFileSync(join(state.folder, path));
      response.writeHead(200, { "content-length": body.length }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const state: FileServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    folder,
    lie: () => false,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return state;
}
