/** A line between a client and a server on loopback that breaks after so many bytes, and works again for the next connection. */

import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";

export interface CuttingLine {
  url: string;
  /** Bytes that went from clients to the server. */
  sent: () => number;
  /** How often it has broken. */
  cuts: () => number;
  stop: () => void;
}

/**
 * Breaks in the order of the list; none once it is used up.
 *
 * @param options after: how many bytes of a connection pass before it breaks, for each break; with `ofAll`, how many bytes of all connections
 */
export async function startCuttingLine(
  server: string,
  { after, ofAll = false, onCut }: { after: readonly number[]; ofAll?: boolean; onCut?: () => void },
): Promise<CuttingLine> {
  const { port } = new URL(server);
  const left = [...after];
  let [sent, cuts] = [0, 0];
  const open = new Set<Socket>();
  const line = createServer((client) => {
    const upstream = connect(Number(port), "127.0.0.1");
    const ends = [client, upstream];
    for (const end of ends) {
      open.add(end);
      end.on("error", () => {});
      end.on("close", () => {
        open.delete(end);
        for (const other of ends) other.destroy();
      });
    }
    let passed = 0;
    client.on("data", (chunk) => {
      passed += chunk.length;
      sent += chunk.length;
      if (left[0] === undefined || (ofAll ? sent : passed) < left[0]) return;
      left.shift();
      cuts += 1;
      // Not all that was sent arrives.
      for (const end of ends) end.resetAndDestroy();
      onCut?.();
    });
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => line.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(line.address() as AddressInfo).port}`,
    sent: () => sent,
    cuts: () => cuts,
    stop: () => {
      line.close();
      for (const socket of open) socket.destroy();
    },
  };
}
