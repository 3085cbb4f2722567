/** LISTEN on a connection of its own, outside the pool, which does not keep the process alive. */
import pg from "pg";
import { addressOf, directUrl } from "./config.ts";

const CONNECT_TIMEOUT_MS = 10_000;

export interface Listener {
  end(): void;
}

/**
 * Listens on one channel as the application's role.
 *
 * Notices are hints: one may be lost when the connection breaks, so whoever listens also looks from time to time.
 * @throws when the database cannot be reached; later breaks call `onLost`, once.
 */
export async function listen(options: {
  channel: string;
  onNotice: (payload: string) => void;
  onLost: () => void;
}): Promise<Listener> {
  const { channel, onNotice, onLost } = options;
  const client = new pg.Client({
    ...addressOf(directUrl()),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  });
  let lost = false;
  const lose = () => {
    if (lost) return;
    lost = true;
    onLost();
  };
  client.on("error", lose);
  client.on("end", lose);
  client.on("notification", (notice) => onNotice(notice.payload ?? ""));
  await client.connect();
  try {
    await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
  (client as unknown as { unref(): void }).unref(); // there, though the types do not say so
  return { end: () => void client.end().catch(() => {}) };
}
