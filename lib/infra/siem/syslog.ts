/** Messages of RFC 5424 over TCP or TLS, each with its length before it (RFC 6587 section 3.4.1; RFC 5425 section 4.3). */
import { once } from "node:events";
import { connect as connectPlain, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

/** Log audit, informational: RFC 5424 section 6.2.1. */
const PRIORITY = 13 * 8 + 6;
const NAME = "sealbook";
const MESSAGE_ID_CHARS_MAX = 32;
const HOST_CHARS_MAX = 255;
const BYTE_ORDER_MARK = "\ufeff";
const NIL = "-";

export interface SyslogLine {
  at: Date;
  /** In a word what kind of message it is. */
  kind: string;
  /** UTF-8 text without line breaks. */
  text: string;
}

/** @param host as this installation is called */
export function syslogMessage({ at, kind, text }: SyslogLine, host: string): string {
  const head = `<${PRIORITY}>1 ${at.toISOString()} ${printable(host, HOST_CHARS_MAX)} ${NAME} ${NIL} ${printable(kind, MESSAGE_ID_CHARS_MAX)} ${NIL}`;
  return `${head} ${BYTE_ORDER_MARK}${text}`;
}

/** PRINTUSASCII without spaces. */
function printable(text: string, charsMax: number): string {
  return text.replaceAll(/[^\x21-\x7e]/g, "_").slice(0, charsMax) || NIL;
}

/**
 * Sends all of them over one connection and waits until the other side has closed it, too, which it does once it has read all: syslog
 * itself acknowledges nothing (RFC 6587 section 5).
 *
 * @throws what the connection ends with; nobody knows then what arrived
 */
export async function sendSyslog(
  messages: readonly string[],
  given: { host: string; port: number; tls: boolean; timeoutMs: number; signal: AbortSignal },
): Promise<void> {
  const { host, port, tls, timeoutMs } = given;
  const signal = AbortSignal.any([given.signal, AbortSignal.timeout(timeoutMs)]);
  const socket: Socket = tls ? connectTls({ host, port, servername: host }) : connectPlain({ host, port });
  const closed = once(socket, "close", { signal });
  // Awaited below, where writing fails first.
  closed.catch(() => {});
  try {
    await once(socket, tls ? "secureConnect" : "connect", { signal });
    socket.resume();
    for (const message of messages) {
      const bytes = Buffer.from(message);
      if (!socket.write(Buffer.concat([Buffer.from(`${bytes.length} `), bytes])))
        await once(socket, "drain", { signal });
    }
    socket.end();
    await closed;
  } finally {
    socket.destroy();
  }
}
