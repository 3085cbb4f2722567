/** The product's own web server without pages, and its worker. */
import "#tests/support/environment.ts";

import { blockAppender } from "#lib/features/ledger/sealing/jobs.ts";
import { runJob } from "#lib/infra/jobs/job.ts";
import { startWeb } from "#tests/support/web.ts";
import { close } from "../../../bin/web/server.ts";

export interface ProductServer {
  url: string;
  startWorker: () => Promise<void>;
  stop: () => Promise<void>;
}

export async function startProduct(): Promise<ProductServer> {
  const { server, url } = await startWeb();
  const stopping = new AbortController();
  let worker = Promise.resolve();
  return {
    url,
    startWorker: () =>
      new Promise<void>((resolve) => {
        worker = runJob(blockAppender(), { signal: stopping.signal, onReady: resolve });
      }),
    stop: async () => {
      stopping.abort();
      await worker;
      server.closeAllConnections();
      await close(server);
    },
  };
}
